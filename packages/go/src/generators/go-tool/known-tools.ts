/** A Go program that the workspace can pin. */
export interface KnownTool {
  /** Its main package. */
  readonly package: string;
  /** The version that was tried with this release of Slipway. */
  readonly version: string;
}

/**
 * Tools that go by a short name. Versions are exact, so that the same command gives the same tools/go.mod every day.
 * Any other tool is named by its package: `example.com/cmd/tool@v1.2.3`.
 */
export const knownTools: Readonly<Record<string, KnownTool>> = {
  actionlint: { package: 'github.com/rhysd/actionlint/cmd/actionlint', version: 'v1.7.12' },
  buf: { package: 'github.com/bufbuild/buf/cmd/buf', version: 'v1.71.0' },
  crane: { package: 'github.com/google/go-containerregistry/cmd/crane', version: 'v0.22.1' },
  gofumpt: { package: 'mvdan.cc/gofumpt', version: 'v0.12.0' },
  'golangci-lint': { package: 'github.com/golangci/golangci-lint/v2/cmd/golangci-lint', version: 'v2.15.0' },
  gosec: { package: 'github.com/securego/gosec/v2/cmd/gosec', version: 'v2.29.0' },
  govulncheck: { package: 'golang.org/x/vuln/cmd/govulncheck', version: 'v1.8.0' },
  helm: { package: 'helm.sh/helm/v4/cmd/helm', version: 'v4.3.1' },
  ko: { package: 'github.com/google/ko', version: 'v0.19.1' },
  'kube-score': { package: 'github.com/zegl/kube-score/cmd/kube-score', version: 'v1.20.0' },
  kubeconform: { package: 'github.com/yannh/kubeconform/cmd/kubeconform', version: 'v0.8.0' },
  kustomize: { package: 'sigs.k8s.io/kustomize/kustomize/v5', version: 'v5.8.2' },
  'protoc-gen-go': { package: 'google.golang.org/protobuf/cmd/protoc-gen-go', version: 'v1.36.12' },
  'protoc-gen-go-grpc': { package: 'google.golang.org/grpc/cmd/protoc-gen-go-grpc', version: 'v1.6.2' },
  staticcheck: { package: 'honnef.co/go/tools/cmd/staticcheck', version: 'v0.8.2' },
};
