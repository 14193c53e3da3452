using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace MeshStarter.Portal.Tests;

/// <summary>The frame of every page: navigation, search, theme, and what a browser loads.</summary>
[Trait("Category", "Quick")]
public sealed partial class FrameTests : MeshTests
{
    [Fact]
    public async Task Navigation_names_the_page_that_is_open_and_the_search_box_keeps_the_words_on_that_of_the_results()
    {
        await using var portal = await RunningPortal.StartAsync(Mesh);

        var (_, html) = await portal.Browser.SignInAsync("analyst", "/operations");

        Assert.Equal(["/", "/products", "/lineage", "/sql", "/access", "/rules", "/audit", "/operations"], Items().Matches(html).Select(item => item.Groups["address"].Value));
        Assert.Equal("/operations", Assert.Single(Items().Matches(html), item => item.Groups["current"].Value == " aria-current=\"page\"").Groups["address"].Value);

        (_, html) = await portal.Browser.LoadAsync("/products?q=%22%3E%3Cscript%3E");

        Assert.Contains("""<form class="search" role="search" action="/products" method="get">""", html, StringComparison.Ordinal);
        Assert.Contains("""name="q" value="&quot;&gt;&lt;script&gt;" """, html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reader_who_is_not_signed_in_is_led_to_the_page_after_the_sign_in()
    {
        await using var portal = await RunningPortal.StartAsync(Mesh);
        var (_, form) = await portal.Browser.LoadAsync("/operations?domain=shop");
        Assert.Contains("""name="return" value="/operations?domain=shop" """, form, StringComparison.Ordinal);
        Assert.DoesNotContain("<nav", form, StringComparison.Ordinal);

        var (_, html) = await portal.Browser.SubmitAsync("/sign-in", form, ("persona", "analyst"), ("return", "/operations?domain=shop"));

        Assert.Contains("<title>Operations · MeshStarter</title>", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("https://evil.example/")]
    [InlineData("/\\evil.example")]
    public async Task Address_of_another_site_is_not_followed(string address)
    {
        await using var portal = await RunningPortal.StartAsync(Mesh);
        var (_, form) = await portal.Browser.LoadAsync($"/sign-in?return={Uri.EscapeDataString(address)}");
        Assert.DoesNotContain($"name=\"return\" value=\"{address}\"", form, StringComparison.Ordinal);

        var (status, html) = await portal.Browser.SubmitAsync("/sign-in", form, ("persona", "analyst"), ("return", address));
        var (_, themed) = await portal.Browser.SubmitAsync("/theme", html, ("theme", "dark"), ("return", address));

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("<title>Home · MeshStarter</title>", html, StringComparison.Ordinal);
        Assert.Contains("<title>Home · MeshStarter</title>", themed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Theme_is_the_systems_until_the_reader_chooses_one_and_is_remembered_without_a_script()
    {
        await using var portal = await RunningPortal.StartAsync(Mesh);
        var (_, html) = await portal.Browser.LoadAsync("/sign-in");
        Assert.Contains("<html lang=\"en\" data-theme=\"system\">", html, StringComparison.Ordinal);

        var (status, dark) = await portal.Browser.SubmitAsync("/theme", html, ("theme", "dark"), ("return", "/sign-in"));
        var (_, later) = await portal.Browser.SignInAsync("analyst");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("<html lang=\"en\" data-theme=\"dark\">", dark, StringComparison.Ordinal);
        Assert.Contains("<html lang=\"en\" data-theme=\"dark\">", later, StringComparison.Ordinal);
        Assert.Contains("""value="dark" aria-pressed="true" """.TrimEnd(), later, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "sepia", HttpStatusCode.BadRequest)]
    [InlineData(false, "dark", HttpStatusCode.BadRequest)]
    public async Task Theme_that_is_unknown_or_not_from_the_form_is_refused(bool hasForm, string theme, HttpStatusCode expected)
    {
        await using var portal = await RunningPortal.StartAsync(Mesh);
        var (_, form) = await portal.Browser.LoadAsync("/sign-in");

        var (status, _) = await portal.Browser.SubmitAsync("/theme", hasForm ? form : "", ("theme", theme));
        var (_, html) = await portal.Browser.LoadAsync("/sign-in");

        Assert.Equal(expected, status);
        Assert.Contains("data-theme=\"system\"", html, StringComparison.Ordinal);
    }

    // In KiB on the wire: 250 for a first page, 60 for a later one.
    [Fact]
    public async Task First_page_and_later_ones_are_small_on_the_wire()
    {
        await using var portal = await RunningPortal.SignedInAsync(Mesh, "analyst");
        var (_, html) = await portal.Browser.LoadAsync("/");
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, AutomaticDecompression = DecompressionMethods.None }) { BaseAddress = portal.Address };

        var files = Files().Matches(html).Select(file => file.Groups["file"].Value).Distinct(StringComparer.Ordinal).ToList();
        var (parts, styles) = (0L, files.Where(file => file.StartsWith("/css/", StringComparison.Ordinal)).ToList());
        foreach (var file in files)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, file) { Headers = { AcceptEncoding = { new StringWithQualityHeaderValue("gzip") } } };
            using var answer = await http.SendAsync(request);
            Assert.Equal((file, HttpStatusCode.OK), (file, answer.StatusCode));
            // A fingerprinted address is loaded once and for all, in Development, too.
            Assert.Equal((file, "max-age=31536000, immutable"), (file, answer.Headers.GetValues("Cache-Control").Single()));
            Assert.Matches("\\.[a-z0-9]{10}\\.[a-z]+$", file);
            parts += (await answer.Content.ReadAsByteArrayAsync()).Length;
            if (!file.EndsWith(".svg", StringComparison.Ordinal))
            {
                Assert.Equal((file, "gzip"), (file, Assert.Single(answer.Content.Headers.ContentEncoding)));
            }
        }

        Assert.Equal(5, styles.Count);
        Assert.InRange(Compressed(html), 1, 60 * 1024);
        Assert.InRange(parts + Compressed(html), 1, 250 * 1024);
    }

    private static long Compressed(string html)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(System.Text.Encoding.UTF8.GetBytes(html));
        }

        return bytes.Length;
    }

    [GeneratedRegex("<li><a href=\"(?<address>[^\"]*)\"(?<current> aria-current=\"[a-z]+\")?><svg", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Items();

    [GeneratedRegex("(href|src)=\"(?<file>/[^\"]+\\.(css|js|svg))\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Files();
}
