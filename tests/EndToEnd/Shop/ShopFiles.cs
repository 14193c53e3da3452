using System.Globalization;

namespace MeshStarter.EndToEnd.Shop;

/// <summary>
/// A few hundred orders in the files of a source system, made again for a test, together with what must come of them.
/// The expectations are computed here from the same orders, by another way than the mesh's.
/// </summary>
internal sealed class ShopFiles
{
    private const int Orders = 300;
    private const int FirstOrder = 1_000;
    private const int FirstCustomer = 5_000;

    // No daylight saving in the chosen months: the shop's clocks are three hours behind UTC.
    private static readonly TimeSpan ShopOffset = TimeSpan.FromHours(-3);

    private ShopFiles(string folder) => Folder = folder;

    /// <summary>The folder that the files are in.</summary>
    public string Folder { get; }

    /// <summary>Good orders.</summary>
    public HashSet<Guid> OrderIds { get; } = [];

    /// <summary>Revenue by local day of purchase: orders with a payment, payments, sum.</summary>
    public SortedDictionary<string, (HashSet<Guid> Orders, long Payments, decimal Revenue)> Revenue { get; } = new(StringComparer.Ordinal);

    /// <summary>Pieces sold by product; canceled orders do not count.</summary>
    public Dictionary<Guid, long> Sold { get; } = [];

    /// <summary>Events by type.</summary>
    public Dictionary<string, long> Events { get; } = new(StringComparer.Ordinal);

    /// <summary>Payments whose order is not among the good ones, by order and number.</summary>
    public List<(Guid OrderId, int Sequential)> Unmatched { get; } = [];

    /// <summary>Lines that must be reported, without what may be before them.</summary>
    public List<string> Rejected { get; } = [];

    /// <summary>Writes the files into a new folder.</summary>
    public static ShopFiles Write(string folder)
    {
        Directory.CreateDirectory(folder);
        var shop = new ShopFiles(folder);
        var random = new Random(4711);
        var products = Enumerable.Range(1, 20).Select(Id).ToArray();
        var tables = ShopTables.Empty();
        for (var number = 0; number < Orders; number++)
        {
            shop.Order(number, random, products, tables);
        }

        foreach (var (index, product) in products.Index())
        {
            // Some products of the shop have no category and no description, and some no size.
            tables.Products.Add(index % 4 == 3 ? $"{index},{product:N},,,,,,,," : $"{index},{product:N},category_{index % 4},40,200,1,500,10,10,10");
        }

        foreach (var (order, sequential) in new[] { (9_006, 2), (9_005, 10), (9_006, 1), (9_005, 9) })
        {
            tables.Payments.Add($"{order},{Id(order):N},{sequential},credit_card,1,12.34");
        }

        shop.Unmatched.AddRange([(Id(9_005), 9), (Id(9_005), 10), (Id(9_006), 1), (Id(9_006), 2)]);
        shop.Rejected.AddRange(Warts.Add(tables, Id(FirstOrder), OrderRow(0)));
        tables.WriteTo(folder);
        return shop;
    }

    public static Guid Id(int number) => new(number, 7, 7, 1, 2, 3, 4, 5, 6, 7, 8);

    private void Order(int number, Random random, Guid[] products, ShopTables tables)
    {
        var (order, customer) = (Id(FirstOrder + number), Id(FirstCustomer + number));
        OrderIds.Add(order);
        tables.Orders.Add(OrderRow(number));
        tables.Customers.Add($"{number},{customer:N},{customer:N},1234,são paulo,SP");
        Count("placed");
        Count("paid");
        if (IsDelivered(number))
        {
            Count("shipped");
            Count("delivered");
        }

        if (IsCanceled(number))
        {
            Count("canceled");
        }

        var total = 0m;
        for (var item = 1; item <= 1 + number % 3; item++)
        {
            var product = products[random.Next(products.Length)];
            var (price, freight) = (random.Next(100, 20_000) / 100m, random.Next(0, 3_000) / 100m);
            total += price + freight;
            tables.Items.Add($"{order:N},{item},{product:N},{Id(77):N},5/1/2018 0:00,{Plain(price)},{Plain(freight)}");
            Sold[product] = Sold.GetValueOrDefault(product) + (IsCanceled(number) ? 0 : 1);
        }

        var parts = number % 40 == 39 ? 0 : 1 + number % 2;
        for (var part = 1; part <= parts; part++)
        {
            var amount = part < parts ? decimal.Round(total / 2, 2) : total - (parts > 1 ? decimal.Round(total / 2, 2) : 0);
            tables.Payments.Add($"{number * 2 + part},{order:N},{part},credit_card,{number % 2},{Plain(amount)}");
            var day = new DateTimeOffset(Purchased(number), ShopOffset).ToOffset(ShopOffset).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            var (ids, count, sum) = Revenue.GetValueOrDefault(day, ([], 0, 0m));
            ids.Add(order);
            Revenue[day] = (ids, count + 1, sum + amount);
        }
    }

    private static string OrderRow(int number)
    {
        var purchased = Purchased(number);
        var (canceled, delivered) = (IsCanceled(number), IsDelivered(number));
        return $"{Id(FirstOrder + number):N},{Id(FirstCustomer + number):N},{(canceled ? "canceled" : delivered ? "delivered" : "processing")},{Time(purchased)},{Time(purchased.AddMinutes(10))},"
            + $"{(delivered ? Time(purchased.AddDays(1)) : "")},{(delivered ? Time(purchased.AddDays(3)) : "")},{Time(purchased.Date.AddDays(20))}";
    }

    // Around midnight, so that a day counted by another clock would be another day; in two months, which events are divided by.
    private static DateTime Purchased(int number) => new(2018, 5 + number / 2 % 2, 1 + number % 28, number % 2 == 0 ? 23 : 0, number % 60, 0, DateTimeKind.Unspecified);

    private static bool IsCanceled(int number) => number % 25 == 24;

    private static bool IsDelivered(int number) => !IsCanceled(number) && number % 3 == 0;

    private void Count(string type) => Events[type] = Events.GetValueOrDefault(type) + 1;

    private static string Time(DateTime time) => time.ToString("M/d/yyyy H:mm", CultureInfo.InvariantCulture);

    // As the source writes numbers: without trailing zeros.
    private static string Plain(decimal amount) => amount.ToString("0.##", CultureInfo.InvariantCulture);
}
