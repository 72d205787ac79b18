module github.com/acme/shop/services/orders-api

go 1.26.0
