DROP TABLE table_snapshots;
DROP TABLE product_tables;
