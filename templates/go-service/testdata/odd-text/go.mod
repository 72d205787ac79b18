module example.com/acme/on

go 1.26.0
