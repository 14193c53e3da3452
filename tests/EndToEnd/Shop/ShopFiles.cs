using System.Globalization;
using System.Text;

namespace MeshStarter.EndToEnd.Shop;

/// <summary>
/// A few hundred orders in the files of a source system, made anew for a test, together with what must come of them.
/// The expectations are computed here from the same orders, by another way than the mesh's.
/// </summary>
internal sealed class ShopFiles
{
    private const int Orders = 300;

    // No daylight saving in the chosen months: the shop's clocks are three hours behind UTC.
    private static readonly TimeSpan ShopOffset = TimeSpan.FromHours(-3);

    private ShopFiles(string folder) => Folder = folder;

    /// <summary>The folder that the files lie in.</summary>
    public string Folder { get; }

    /// <summary>Good orders.</summary>
    public HashSet<Guid> OrderIds { get; } = [];

    /// <summary>Revenue by local day of purchase: orders with a payment, payments, sum.</summary>
    public SortedDictionary<string, (HashSet<Guid> Orders, long Payments, decimal Revenue)> Revenue { get; } = new(StringComparer.Ordinal);

    /// <summary>Pieces sold by product; canceled orders do not count.</summary>
    public Dictionary<Guid, long> Sold { get; } = [];

    /// <summary>Events by type.</summary>
    public Dictionary<string, long> Events { get; } = new(StringComparer.Ordinal);

    /// <summary>Payments whose order is not among the good ones.</summary>
    public long Unmatched { get; private set; }

    /// <summary>Lines that must be reported, without what may stand before them.</summary>
    public List<string> Rejected { get; } = [];

    /// <summary>Good payments whose order is good.</summary>
    public long MatchedPayments => Revenue.Values.Sum(day => day.Payments);

    /// <summary>Writes the files into a new folder.</summary>
    public static ShopFiles Write(string folder)
    {
        Directory.CreateDirectory(folder);
        var shop = new ShopFiles(folder);
        var random = new Random(4711);
        var products = Enumerable.Range(1, 20).Select(Id).ToArray();
        var orders = new StringBuilder("order_id,customer_id,order_status,order_purchase_timestamp,order_approved_at,order_delivered_carrier_date,order_delivered_customer_date,order_estimated_delivery_date\n");
        var items = new StringBuilder("order_id,order_item_id,product_id,seller_id,shipping_limit_date,price,freight_value\n");
        var payments = new StringBuilder("pay_pk,order_id,payment_sequential,payment_type,payment_installments,payment_value\n");
        var customers = new StringBuilder("customer_pk,customer_id,customer_unique_id,customer_zip_code_prefix,customer_city,customer_state\n");
        for (var number = 0; number < Orders; number++)
        {
            shop.Order(number, random, products, orders, items, payments, customers);
        }

        // Orders ends on line 301; what follows is wrong, each in a way of its own.
        orders.Append("not-an-id,x,delivered,7/1/2018 10:00,,,,\n");
        shop.Rejected.Add("orders.csv:302: order_id: \"not-an-id\" is not an id of 32 hexadecimal digits");
        orders.Append(CultureInfo.InvariantCulture, $"{Id(9001):N},{Id(9002):N},lost\u001b[31m{new string('x', 60)},7/1/2018 10:00,,,,\n");
        shop.Rejected.Add($"orders.csv:303: order_status: \"lost\\u001b[31m{new string('x', 31)}\" is not one of delivered, shipped, unavailable, processing, canceled, invoiced, approved, created");
        orders.Append(CultureInfo.InvariantCulture, $"{Id(9003):N},{Id(9004):N},delivered,1.7.2018 10:00,,,,\n");
        shop.Rejected.Add("orders.csv:304: order_purchase_timestamp: \"1.7.2018 10:00\" is not a time as M/d/yyyy H:mm");
        orders.Append(CultureInfo.InvariantCulture, $"{Id(9005):N},{Id(9006):N},delivered\n");
        shop.Rejected.Add("orders.csv:305: has 3 columns where the header has 8");
        orders.Append(CultureInfo.InvariantCulture, $"{Id(9007):N},\"never closed,delivered,7/1/2018 10:00,,,,\n");
        shop.Rejected.Add("orders.csv:306: a quote is never closed on this line");
        var paymentLine = payments.ToString().Count(c => c == '\n') + 1;
        payments.Append(CultureInfo.InvariantCulture, $"9001,{shop.OrderIds.First():N},77,credit_card,1,NaN\n");
        shop.Rejected.Add($"order_payments.csv:{paymentLine}: payment_value: \"NaN\" is not an amount with at most two decimals");
        payments.Append(CultureInfo.InvariantCulture, $"9002,{Id(9005):N},1,credit_card,1,12.34\n");
        shop.Unmatched = 1;

        File.WriteAllText(Path.Combine(folder, "orders.csv"), orders.ToString());
        File.WriteAllText(Path.Combine(folder, "order_items.csv"), items.ToString());
        File.WriteAllText(Path.Combine(folder, "order_payments.csv"), payments.ToString());
        File.WriteAllText(Path.Combine(folder, "customers.csv"), customers.ToString());
        File.WriteAllText(Path.Combine(folder, "products.csv"), "product_pk,product_id,product_category_name\n" + string.Concat(products.Select((product, index) => $"{index},{product:N},category_{index % 4}\n")));
        return shop;
    }

    private void Order(int number, Random random, Guid[] products, StringBuilder orders, StringBuilder items, StringBuilder payments, StringBuilder customers)
    {
        var (order, customer) = (Id(1_000 + number), Id(5_000 + number));
        OrderIds.Add(order);
        customers.Append(CultureInfo.InvariantCulture, $"{number},{customer:N},{customer:N},1234,são paulo,SP\n");

        // Around midnight, so that a day counted by another clock would be another day.
        var purchased = new DateTime(2018, 5, 1 + number % 28, number % 2 == 0 ? 23 : 0, number % 60, 0, DateTimeKind.Unspecified);
        var canceled = number % 25 == 24;
        var delivered = !canceled && number % 3 == 0;
        orders.Append(CultureInfo.InvariantCulture, $"{order:N},{customer:N},{(canceled ? "canceled" : delivered ? "delivered" : "processing")},{Time(purchased)},{Time(purchased.AddMinutes(10))},{(delivered ? Time(purchased.AddDays(1)) : "")},{(delivered ? Time(purchased.AddDays(3)) : "")},{Time(purchased.Date.AddDays(20))}\n");
        Count("placed");
        Count("paid");
        if (delivered)
        {
            Count("shipped");
            Count("delivered");
        }

        if (canceled)
        {
            Count("canceled");
        }

        var total = 0m;
        for (var item = 1; item <= 1 + number % 3; item++)
        {
            var product = products[random.Next(products.Length)];
            var (price, freight) = (random.Next(100, 20_000) / 100m, random.Next(0, 3_000) / 100m);
            total += price + freight;
            items.Append(CultureInfo.InvariantCulture, $"{order:N},{item},{product:N},{Id(77):N},5/1/2018 0:00,{Plain(price)},{Plain(freight)}\n");
            Sold[product] = Sold.GetValueOrDefault(product) + (canceled ? 0 : 1);
        }

        var parts = number % 40 == 39 ? 0 : 1 + number % 2;
        for (var part = 1; part <= parts; part++)
        {
            var amount = part < parts ? decimal.Round(total / 2, 2) : total - (parts > 1 ? decimal.Round(total / 2, 2) : 0);
            payments.Append(CultureInfo.InvariantCulture, $"{number * 2 + part},{order:N},{part},credit_card,1,{Plain(amount)}\n");
            var day = new DateTimeOffset(purchased, ShopOffset).ToOffset(ShopOffset).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            var (ids, count, sum) = Revenue.GetValueOrDefault(day, ([], 0, 0m));
            ids.Add(order);
            Revenue[day] = (ids, count + 1, sum + amount);
        }
    }

    private void Count(string type) => Events[type] = Events.GetValueOrDefault(type) + 1;

    private static string Time(DateTime time) => time.ToString("M/d/yyyy H:mm", CultureInfo.InvariantCulture);

    // As the source writes numbers: without trailing zeros.
    private static string Plain(decimal amount) => amount.ToString("0.##", CultureInfo.InvariantCulture);

    private static Guid Id(int number) => new(number, 7, 7, 1, 2, 3, 4, 5, 6, 7, 8);
}
