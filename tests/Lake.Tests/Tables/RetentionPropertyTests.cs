using System.Globalization;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Lake.Retention;

namespace MeshStarter.Lake.Tests.Tables;

/// <summary>Whatever the layout, and however it changes: rows go when they have had their time, and none goes before.</summary>
public sealed class RetentionPropertyTests
{
    private static readonly TimeSpan Keep = TimeSpan.FromDays(7);

    // Rows go with the first run after the hour that they end in.
    private static readonly TimeSpan Grace = TimeSpan.FromHours(2);

    private static readonly string[] Layouts =
    [
        "", "kind identity", "at day", "at month, id bucket[3]", "at month", "at hour", "at year", "day identity", "day month", "wall day", "id bucket[3]", "kind truncate[1]", "id truncate[7]", "at day, id bucket[2]", "kind identity, day month",
    ];

    public static TheoryData<int, string?, string> Cases()
    {
        var cases = new TheoryData<int, string?, string>();
        var seed = 0;
        foreach (var by in new[] { null, "at", "day", "wall" })
        {
            foreach (var key in new[] { "", "id" })
            {
                cases.Add(++seed, by, key);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    [Trait("Category", "Property")]
    public async Task Rows_that_had_their_time_go_and_no_others(int seed, string? by, string key)
    {
        using var table = new TestTable("id INTEGER; at TIMESTAMP; day DATE; wall TIMESTAMP_NTZ; kind STRING", key.Length == 0 ? [] : [key]);
        var random = new Random(seed);
        table.Product = table.Product with { Retention = new RetentionTerms(Keep, by), PartitionBy = LayoutTests.Terms(Layouts[seed - 1]) };
        // What each row's age is counted from; null for one that has none.
        var living = new Dictionary<int, DateTimeOffset?>();
        var layouts = 1;
        for (var (round, position, next) = (0, 0L, 0); round < Rounds.Of(6); round++)
        {
            List<(long, string)> batch = [];
            for (var rows = random.Next(0, 6); rows > 0; rows--)
            {
                var id = key.Length > 0 ? random.Next(25) : next++;
                var time = random.Next(8) == 0 ? null : (DateTimeOffset?)table.Clock.GetUtcNow().AddMinutes(-random.Next(60 * 24 * 14));
                batch.Add((++position, Row(id, time, random)));
                living[id] = by is null ? table.Clock.GetUtcNow() : Counted(by, time);
            }

            await table.PublishAsync([.. batch]);
            table.Clock.Advance(TimeSpan.FromMinutes(random.Next(3) == 0 ? random.Next(1, 50) : random.Next(60, 60 * 30)));
            if (random.Next(5) == 0)
            {
                table.Product = table.Product with { PartitionBy = LayoutTests.Terms(Layouts[random.Next(Layouts.Length)]) };
                layouts++;
            }

            if (random.Next(4) > 0 && await table.CurrentAsync() is not null)
            {
                using var writer = table.NewWriter();
                await writer.MaintainAsync(table.Product, CancellationToken.None);
                await RequireAsync(table, living, $"seed {seed}, round {round}, layout {layouts}");
            }
        }

        table.Clock.Advance(Keep + TimeSpan.FromDays(2));
        using var last = table.NewWriter();
        await last.MaintainAsync(table.Product, CancellationToken.None);
        await RequireAsync(table, living, $"seed {seed}, the end");
        Assert.Equal(living.Values.Count(time => time is null), (await table.RowsAsync()).Count);
    }

    private static async Task RequireAsync(TestTable table, Dictionary<int, DateTimeOffset?> living, string where)
    {
        var rows = (await table.RowsAsync()).Select(row => int.Parse(row.AsSpan(6, row.IndexOfAny([',', '}']) - 6), CultureInfo.InvariantCulture)).ToList();
        var now = table.Clock.GetUtcNow();
        Assert.Equal(rows.Distinct().Count(), rows.Count);
        Assert.True(Retained(table, living).Except(rows).Order().ToList() is [], $"{where}: too soon went {string.Join(", ", Retained(table, living).Except(rows).Select(id => $"{id} of {living[id]:O}"))} at {now:O}");
        Assert.True(rows.Where(id => living[id] is { } time && now - time > Keep + Grace).ToList() is [], $"{where}: still there are {string.Join(", ", rows.Where(id => now - living[id] > Keep + Grace).Select(id => $"{id} of {living[id]:O}"))} at {now:O}");
        var record = RetentionRecord.Of((await table.TableAsync())!)!;
        Assert.Equal(now, record.RanAt);
        if (table.Product.Retention!.By == "at")
        {
            Assert.InRange(now - record.Cutoff, Keep, Keep + TimeSpan.FromHours(1));
            Assert.Equal(living.Where(row => row.Value is not { } time || time >= record.Cutoff).Select(row => row.Key).Order(), rows.Order());
        }

        // Files of rows that went are written again without them; only rows of a key have deletes of other reasons.
        Assert.True(table.Product.Key.Count > 0 || (await table.PlanAsync()).Files.All(file => file.Deletes.Count == 0), $"{where}: deletes are left");
    }

    private static List<int> Retained(TestTable table, Dictionary<int, DateTimeOffset?> living) =>
        [.. living.Where(row => row.Value is not { } time || table.Clock.GetUtcNow() - time < Keep).Select(row => row.Key)];

    // A date is over when its day is.
    private static DateTimeOffset? Counted(string by, DateTimeOffset? time) =>
        by == "day" && time is { } at ? new DateTimeOffset(at.UtcDateTime.Date, TimeSpan.Zero).AddDays(1) : time;

    private static string Row(int id, DateTimeOffset? time, Random random) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"id":{{id}},"at":{{Quoted(time, "yyyy-MM-ddTHH:mm:ss.ffffffZ")}},"day":{{Quoted(time, "yyyy-MM-dd")}},"wall":{{Quoted(time, "yyyy-MM-ddTHH:mm:ss.ffffff")}},"kind":"{{(char)('a' + random.Next(4))}}x"}""");

    private static string Quoted(DateTimeOffset? time, string format) => time is { } at ? $"\"{at.UtcDateTime.ToString(format, CultureInfo.InvariantCulture)}\"" : "null";
}
