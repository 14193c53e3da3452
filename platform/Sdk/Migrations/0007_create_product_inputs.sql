-- What a product's rows are made of beside its domain's own tables: streams whose events were handled in transactions that emitted to it.
CREATE TABLE mesh.product_inputs (
    product text NOT NULL,
    input   text NOT NULL,
    PRIMARY KEY (product, input)
);
