-- Tables of the operational side whose rows were changed in transactions that emitted to a product.
CREATE TABLE mesh.product_sources (
    product text NOT NULL,
    source  text NOT NULL,
    PRIMARY KEY (product, source)
);
