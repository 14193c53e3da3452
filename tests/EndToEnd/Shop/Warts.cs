namespace MeshStarter.EndToEnd.Shop;

/// <summary>Rows that are wrong, each in a way of its own, and the line that each must get.</summary>
internal static class Warts
{
    private const string Statuses = "delivered, shipped, unavailable, processing, canceled, invoiced, approved, created";

    /// <summary>Adds them behind the good rows.</summary>
    /// <returns>The lines, without what may be before them.</returns>
    public static IReadOnlyList<string> Add(ShopTables tables, Guid goodOrder, string goodOrderRow) => [.. Each(tables, goodOrder, goodOrderRow)];

    private static IEnumerable<string> Each(ShopTables tables, Guid goodOrder, string goodOrderRow)
    {
        var (orders, items, payments, customers, products) = tables;
        var (order, other) = (Id(9_001), Id(9_002));

        yield return Bad(orders, $"not-an-id,x,delivered,7/1/2018 10:00,,,,", "order_id: \"not-an-id\" is not an id of 32 hexadecimal digits");
        yield return Bad(orders, $"{order:N},{other:N},lost\u001b[31m{new string('x', 60)},7/1/2018 10:00,,,,", $"order_status: \"lost\\u001b[31m{new string('x', 31)}…\" is not one of {Statuses}");
        yield return Bad(orders, $"{order:N},{other:N},delivered,1.7.2018 10:00,,,,", "order_purchase_timestamp: \"1.7.2018 10:00\" is not a time as M/d/yyyy H:mm");
        yield return Bad(orders, $"{order:N},{other:N},delivered,,,,,", "order_purchase_timestamp: \"\" is not a time as M/d/yyyy H:mm");
        yield return Bad(orders, $"{order:N},{other:N},delivered,7/1/2018 10:00,,,,soon", "order_estimated_delivery_date: \"soon\" is not a time as M/d/yyyy H:mm");
        yield return Bad(orders, $"{order:N},{other:N},delivered", "has 3 columns where the header has 8");

        // The first row of a good order comes again: as it was, which is nothing, and with another customer, which is not believed.
        orders.Add(goodOrderRow);
        yield return Bad(orders, $"{goodOrder:N},{other:N},shipped,7/1/2018 10:00,,,,", $"order_id: \"{goodOrder:N}\" is on line 2 already, with other values");

        // The last row of its file: no row can be found behind it.
        yield return Bad(orders, $"{order:N},\"never closed,delivered,7/1/2018 10:00,,,,", "a quote that opens here is never closed, and the rest of the file is not read. Fix: close the quote, or double one that is part of a value.");

        yield return Bad(items, $"{goodOrder:N},77,{other:N},nobody,7/1/2018 10:00,5,1", "seller_id: \"nobody\" is not an id of 32 hexadecimal digits");
        yield return Bad(items, $"{goodOrder:N},77,{other:N},{other:N},,5,1", "shipping_limit_date: \"\" is not a time as M/d/yyyy H:mm");
        yield return Bad(items, $"{goodOrder:N},77,{other:N},{other:N},7/1/2018 10:00,-5,1", "price: \"-5\" is not an amount of at least 0 with at most two decimals");
        yield return Bad(items, $"{goodOrder:N},1,{other:N},{other:N},7/1/2018 10:00,5,1", "order_item_id: \"1\" is on line 2 already for this order_id, with other values");

        yield return Bad(payments, $"9001,{goodOrder:N},77,credit_card,1,NaN", "payment_value: \"NaN\" is not an amount with at most two decimals");
        yield return Bad(payments, $"first,{goodOrder:N},77,credit_card,1,5", "pay_pk: \"first\" is not a whole number of at least 0");
        yield return Bad(payments, $"9001,{goodOrder:N},77,credit_card,-1,5", "payment_installments: \"-1\" is not a whole number of at least 0");
        yield return Bad(payments, $"9001,{goodOrder:N},0,credit_card,1,5", "payment_sequential: \"0\" is not a whole number of at least 1");
        yield return Bad(payments, $"9001,{goodOrder:N},77,,1,5", "payment_type: \"\" is not a text of 1 to 100 characters");
        yield return Bad(payments, $"9001,{goodOrder:N},1,voucher,1,1000", "payment_sequential: \"1\" is on line 2 already for this order_id, with other values");

        // Personal data is left out.
        yield return Bad(customers, $"9001,{order:N},somebody,1234,são paulo,SP", "customer_unique_id: is not an id of 32 hexadecimal digits");
        yield return Bad(customers, $"9001,{order:N},{order:N},123456,são paulo,SP", "customer_zip_code_prefix: is not a code of 1 to 5 digits");

        yield return Bad(products, $"9001,{order:N},toys,10,100,1,heavy,1,1,1", "product_weight_g: \"heavy\" is not a whole number of at least 0");
        yield return Bad(products, $"9001,,toys,10,100,1,1,1,1,1", "product_id: \"\" is not an id of 32 hexadecimal digits");
    }

    private static string Bad(ShopFile file, string row, string problem) => $"{file.Name}:{file.Add(row)}: {problem}";

    private static Guid Id(int number) => ShopFiles.Id(number);
}
