namespace MeshStarter.EndToEnd.Shop;

/// <summary>The files of a source system.</summary>
internal sealed record ShopTables(ShopFile Orders, ShopFile Items, ShopFile Payments, ShopFile Customers, ShopFile Products)
{
    public static ShopTables Empty() => new(
        new ShopFile("orders.csv", "order_id,customer_id,order_status,order_purchase_timestamp,order_approved_at,order_delivered_carrier_date,order_delivered_customer_date,order_estimated_delivery_date"),
        new ShopFile("order_items.csv", "order_id,order_item_id,product_id,seller_id,shipping_limit_date,price,freight_value"),
        new ShopFile("order_payments.csv", "pay_pk,order_id,payment_sequential,payment_type,payment_installments,payment_value"),
        new ShopFile("customers.csv", "customer_pk,customer_id,customer_unique_id,customer_zip_code_prefix,customer_city,customer_state"),
        new ShopFile("products.csv", "product_pk,product_id,product_category_name,product_name_lenght,product_description_lenght,product_photos_qty,product_weight_g,product_length_cm,product_height_cm,product_width_cm"));

    public void WriteTo(string folder)
    {
        foreach (var file in new[] { Orders, Items, Payments, Customers, Products })
        {
            file.WriteTo(folder);
        }
    }
}
