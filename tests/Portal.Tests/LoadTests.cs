using System.Globalization;
using System.Text.Json;
using MeshStarter.BrowserKit;
using Xunit.Abstractions;

namespace MeshStarter.Portal.Tests;

/// <summary>
/// The load of each page in a browser: bytes on the wire with an empty and with a filled cache, and the time to the first paint. The numbers are in the test's
/// output and in <c>artifacts/load/portal.md</c>; bytes have limits, times have none.
/// </summary>
public sealed class LoadTests(Chromium chromium, ITestOutputHelper output) : PortalTests, IClassFixture<Chromium>
{
    private const int FirstPage = 250 * 1024;
    private const int LaterPage = 60 * 1024;
    private const int Island = 350 * 1024;

    // Encoded bodies with their headers, as they came over the wire; scripts of islands apart.
    private const string Loaded = """
        () => {
            const page = performance.getEntriesByType('navigation')[0];
            const parts = performance.getEntriesByType('resource');
            const isIsland = part => /\/assets\/(?!frame\.|copy\.)[^/]+\.js/.test(part.name);
            const sum = chosen => chosen.reduce((bytes, part) => bytes + part.transferSize, 0);
            return {
                page: page.transferSize + sum(parts.filter(part => !isIsland(part))),
                islands: sum(parts.filter(isIsland)),
                paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0,
            };
        }
        """;

    private protected override void SetUp()
    {
        Mesh.Add("shop.orders", MadeMesh.Text("{\"number\":1}\n"), "SELECT number FROM shop.orders");
        Mesh.Answer("catalog/lineage", MadeMesh.Json(LineageTests.Page));
    }

    [SkippableFact]
    [Trait("Category", "Slow")]
    public async Task Pages_and_islands_are_small_on_the_wire()
    {
        List<string> lines = ["| page | first, KiB | its islands, KiB | later, with islands, KiB | first paint, ms | first paint later, ms |", "|---|---|---|---|---|---|"];
        List<(string Address, long First, long Later, long Islands)> loads = [];
        await using var browser = await chromium.OpenAsync(Portal.Address);
        await browser.SignInAsync("analyst");
        var cache = await browser.Page.Context.NewCDPSessionAsync(browser.Page);
        foreach (var address in (string[])["/", "/products", "/products/shop.orders", "/lineage?node=shop.orders", "/sql", "/operations"])
        {
            // Nothing of the page before is left in memory either.
            await browser.Page.GotoAsync("about:blank");
            await cache.SendAsync("Network.clearBrowserCache");

            var first = await LoadAsync(browser, address);
            await browser.OpenAsync("/no/such/page");
            var later = await LoadAsync(browser, address);

            lines.Add(string.Create(CultureInfo.InvariantCulture, $"| `{address}` | {first.Page / 1024.0:0} | {first.Islands / 1024.0:0} | {(later.Page + later.Islands) / 1024.0:0} | {first.Paint:0} | {later.Paint:0} |"));
            loads.Add((address, first.Page, later.Page + later.Islands, first.Islands));
        }

        var table = string.Join('\n', lines);
        output.WriteLine(table);
        await File.WriteAllTextAsync(Path.Combine(ArtifactsFolder.Of("load"), "portal.md"), table + "\n");
        Assert.All(loads, load =>
        {
            Assert.InRange(load.First, 1, FirstPage);
            Assert.InRange(load.Later, 1, LaterPage);
            Assert.InRange(load.Islands, 0, Island);
        });
    }

    private static async Task<(long Page, long Islands, double Paint)> LoadAsync(PortalPage browser, string address)
    {
        await browser.OpenAsync(address);
        var loaded = await browser.Page.EvaluateAsync<JsonElement>(Loaded);
        return ((long)loaded.GetProperty("page").GetDouble(), (long)loaded.GetProperty("islands").GetDouble(), loaded.GetProperty("paint").GetDouble());
    }
}
