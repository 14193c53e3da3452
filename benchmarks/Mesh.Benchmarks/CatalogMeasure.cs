using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;

namespace MeshStarter.Mesh.Benchmarks;

/// <summary>
/// Measures a catalog of 10,000 products with 500,000 columns: registrations in a second, the time of searches as an analyst, one at a time, by kind
/// of search, the same in PostgreSQL alone, and the memory of the catalog's process.
/// </summary>
internal static class CatalogMeasure
{
    // As domains that start at the same time.
    private const int Registrants = 8;
    private const int Repeats = 20;

    private static readonly (string Kind, string[] Searches)[] Searches =
    [
        ("a name", ["customer_events_4711", "invoice states", "parcel history", "sensor totals"]),
        ("a column", ["payment email", "warehouse postcode", "vehicle discount", "shift duration"]),
        ("a word of many", ["order", "total", "company", "reports"]),
        ("misspelt", ["custmer emial", "wherehouse", "invoce histroy", "shipmnt"]),
        ("filtered", ["order&domain=order_desk", "email&tag=pii&kind=aggregate", "total&classification=confidential", "&port=stream&slo=unknown"]),
        ("all", ["", "&sort=name", "&sort=trust", "&sort=newest"]),
    ];

    public static async Task RunAsync(Sizes sizes)
    {
        await using var mesh = await MeasuredMesh.StartAsync(GeneratedCatalog.Domains);
        await RegisterAsync(mesh, sizes.Products);
        await UseAsync(mesh);
        using var analyst = await mesh.PersonAsync("catalog", "analyst");
        var began = Stopwatch.GetTimestamp();
        await analyst.GetFromJsonAsync<JsonElement>("products?q=");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"the first search, which reads all products: {Stopwatch.GetElapsedTime(began).TotalMilliseconds:F0} ms"));
        await PagesAsync(analyst, sizes.Products);
        await SearchAsync(mesh, analyst);
        await ProductPagesAsync(mesh, analyst, sizes.Products);
        var catalog = mesh.Processes.Single(process => process.Name == "catalog").Id;
        var status = (await File.ReadAllLinesAsync($"/proc/{catalog}/status")).First(line => line.StartsWith("VmRSS", StringComparison.Ordinal));
        Console.WriteLine($"the catalog's process: {long.Parse(status.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024} MiB");
        await using var database = await mesh.OpenDatabaseAsync("catalog");
        await using var size = new Npgsql.NpgsqlCommand(
            "SELECT string_agg(format('%s %s', relname, pg_size_pretty(pg_total_relation_size(oid))), ', ' ORDER BY relname) FROM pg_class WHERE relname IN ('product_versions', 'product_search', 'search_changes', 'search_profiles')", database);
        Console.WriteLine($"its database: {await size.ExecuteScalarAsync()}");
    }

    private static async Task RegisterAsync(MeasuredMesh mesh, int products)
    {
        var services = new ConcurrentDictionary<string, HttpClient>(StringComparer.Ordinal);
        foreach (var domain in GeneratedCatalog.Domains)
        {
            services[domain] = await mesh.ClientAsync("catalog", domain);
        }

        var registrations = Enumerable.Range(0, products).Select(number => (Name: GeneratedCatalog.Name(number), Registration: GeneratedCatalog.Registration(number))).ToList();
        // The first ones are the runtime's compiler's.
        var warmUp = products / 10;
        await RegisterAsync(services, registrations.Take(warmUp));
        products -= warmUp;
        var processors = new Processors(mesh.Processes);
        var began = Stopwatch.GetTimestamp();
        var took = await RegisterAsync(services, registrations.Skip(warmUp));
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{products} products with {products * GeneratedCatalog.ColumnsOfProduct} columns, after {warmUp} others: {products / seconds:F0} registrations/s by {Registrants} callers, p50 {took.Percentile(50):F1} ms, p95 {took.Percentile(95):F1} ms; {processors.Per(products)}"));
        foreach (var service in services.Values)
        {
            service.Dispose();
        }
    }

    private static async Task<Durations> RegisterAsync(ConcurrentDictionary<string, HttpClient> services, IEnumerable<(DataProductId Name, ProductRegistration Registration)> registrations)
    {
        var took = new Durations();
        await Parallel.ForEachAsync(registrations, new ParallelOptions { MaxDegreeOfParallelism = Registrants }, async (each, cancellationToken) =>
        {
            var since = Stopwatch.GetTimestamp();
            using var answer = await services[each.Name.Domain].PutAsJsonAsync($"products/{each.Name}/versions/1.0.0", each.Registration, MeshJson.Options, cancellationToken);
            if (!answer.IsSuccessStatusCode)
            {
                throw new InvalidOperationException(await answer.Content.ReadAsStringAsync(cancellationToken));
            }

            took.Add(Stopwatch.GetElapsedTime(since));
        });
        return took;
    }

    // States and use, as a mesh that has run has them.
    private static async Task UseAsync(MeasuredMesh mesh)
    {
        await using var database = await mesh.OpenDatabaseAsync("catalog");
        await using var command = new Npgsql.NpgsqlCommand(
            """
            INSERT INTO quality_status (product, major, checks, checked_at)
            SELECT name, 1, CASE WHEN hashtext(name) % 7 = 0 THEN '[{"outcome":"failed"}]' ELSE '[{"outcome":"passed"}]' END::jsonb, now() FROM product_search;
            INSERT INTO product_worst_slo_states (product, major, objective, state, since) SELECT name, 1, 'freshness', CASE WHEN hashtext(name) % 11 = 0 THEN 'breached' ELSE 'met' END, now() FROM product_search
            ON CONFLICT (product, major) DO UPDATE SET state = excluded.state;
            INSERT INTO product_use (name, consumers, readers) SELECT name, abs(hashtext(name)) % 9, abs(hashtext(name)) % 31 FROM product_search WHERE hashtext(name) % 3 = 0;
            ANALYZE;
            """,
            database);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task ProductPagesAsync(MeasuredMesh mesh, HttpClient analyst, int products)
    {
        var random = new Random(17);
        foreach (var part in (string[])["profile", "slo", "queries", "subscriptions"])
        {
            var took = new Durations();
            var processors = new Processors(mesh.Processes);
            for (var repeat = -10; repeat < 200; repeat++)
            {
                // A twentieth of the products is restricted: the analyst may not discover them.
                var number = random.Next(products);
                var began = Stopwatch.GetTimestamp();
                using var answer = await analyst.GetAsync(new Uri($"products/{GeneratedCatalog.Name(number % 20 == 0 ? number + 1 : number)}/{part}", UriKind.Relative));
                await answer.Content.ReadAsByteArrayAsync();
                if (repeat >= 0)
                {
                    took.Add(Stopwatch.GetElapsedTime(began));
                }
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{part} of a product: p50 {took.Percentile(50):F1} ms, p95 {took.Percentile(95):F1} ms; {processors.Per(210)}"));
        }
    }

    private static async Task PagesAsync(HttpClient analyst, int products)
    {
        var took = new Durations();
        HashSet<string> names = new(StringComparer.Ordinal);
        var total = 0;
        for (string? cursor = ""; cursor is not null;)
        {
            var began = Stopwatch.GetTimestamp();
            // By name: the states of products change while the pages are read, and with them the order by relevance.
            var page = await analyst.GetFromJsonAsync<JsonElement>($"products?q=&sort=name&limit=100&cursor={cursor}");
            took.Add(Stopwatch.GetElapsedTime(began));
            (total, cursor) = (page.GetProperty("total").GetInt32(), page.GetProperty("next").GetString());
            foreach (var item in page.GetProperty("items").EnumerateArray())
            {
                if (!names.Add(item.GetProperty("name").GetString()!))
                {
                    throw new InvalidOperationException("A product is on two pages.");
                }
            }
        }

        if (names.Count != total)
        {
            throw new InvalidOperationException($"The pages have {names.Count} products, and the search counts {total}.");
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"all pages of 100: {names.Count} of {products} products are visible; p50 {took.Percentile(50):F1} ms, p95 {took.Percentile(95):F1} ms"));
    }

    private static async Task SearchAsync(MeasuredMesh mesh, HttpClient analyst)
    {
        var all = new Durations();
        foreach (var (kind, searches) in Searches)
        {
            var took = new Durations();
            var found = 0;
            var processors = new Processors(mesh.Processes);
            for (var repeat = 0; repeat <= Repeats; repeat++)
            {
                foreach (var search in searches)
                {
                    var began = Stopwatch.GetTimestamp();
                    var total = (await analyst.GetFromJsonAsync<JsonElement>($"products?q={search}")).GetProperty("total").GetInt32();
                    var duration = Stopwatch.GetElapsedTime(began);
                    if (repeat > 0)
                    {
                        took.Add(duration);
                        all.Add(duration);
                    }

                    found = Math.Max(found, total);
                }
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"search for {kind}: p50 {took.Percentile(50):F1} ms, p95 {took.Percentile(95):F1} ms; up to {found} matches; {processors.Per(searches.Length * (Repeats + 1))}"));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"search for all {all.Count}: p50 {all.Percentile(50):F1} ms, p95 {all.Percentile(95):F1} ms, max {all.Max:F1} ms"));
    }
}
