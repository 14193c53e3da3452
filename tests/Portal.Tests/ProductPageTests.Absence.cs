using System.Net;
using MeshStarter.Contracts.Lifecycle;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Profiles;

namespace MeshStarter.Portal.Tests;

// Products and services that are not there.
public sealed partial class ProductPageTests
{
    [Theory]
    [InlineData("/products/shop.absent", "shop.absent")]
    [InlineData("/products/shop.absent?version=1.0.0&sample=true&from=x", "shop.absent in version 1.0.0")]
    [InlineData("/products/no-product", "no-product")]
    [InlineData("/products/shop.orders?version=x", "shop.orders in version x")]
    public async Task Product_that_is_not_there_for_the_reader_is_said_to_be_missing(string address, string said)
    {
        var (status, html) = await LoadAsync(address);

        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Equal($"There is nothing to see here There is no product {said} that you may see. See the data products", PageText.ReadMain(html));
    }

    [Fact]
    public async Task Product_that_vanishes_while_its_page_is_open_is_not_there()
    {
        await using var portal = await RunningPortal.SignedInAsync(Mesh, "analyst");
        var (before, _) = await portal.Browser.LoadAsync(Address);
        Mesh.Answer("catalog/products/shop.orders/profile", MadeMesh.Problem(404, "name: there is no product."));

        var (after, _) = await portal.Browser.LoadAsync($"{Address}?sample=true");
        var (download, html) = await portal.Browser.LoadAsync($"{Address}/contract?format=odcs");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound, HttpStatusCode.NotFound), (before, after, download));
        Assert.Contains("There is no product <code>shop.orders</code> that you may see.", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refusal_of_the_catalog_has_its_status_and_no_advice_to_reload()
    {
        Mesh.Answer("catalog/products/shop.orders/profile", MadeMesh.Problem(403, "The token has no audience catalog."));

        var (status, html) = await LoadAsync(Address);

        Assert.Equal(HttpStatusCode.Forbidden, status);
        Assert.DoesNotContain("Reload in a moment.", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, "Version 1.2.3 is empty until rows are published.")]
    [InlineData(2, "Version 2.2.3 is empty until rows are published: a new major version has none of the rows of the one before.")]
    public async Task Product_that_never_published_says_that_it_is_empty(int major, string said)
    {
        Answer(profile => profile with { Product = profile.Product with { Version = new ProductVersion(major, 2, 3) } });
        var (_, html) = await LoadAsync(Address);

        Assert.Contains(said, PageText.ReadMain(html), StringComparison.Ordinal);
        Answer(profile => profile with { Publishes = [new BatchSummary { BatchId = "1", Version = ProductVersion.First, CheckedAt = At, Batches = 1, SnapshotId = 77 }] });
        var (_, published) = await LoadAsync(Address);
        Assert.DoesNotContain("is empty until", published, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lineage_that_does_not_answer_leaves_the_rest()
    {
        Mesh.Answer("catalog/lineage", MadeMesh.Problem(503, "The database is away."));

        var (status, html) = await LoadAsync(Address);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("Lineage What a change breaks Open the picture Its lineage does not answer. Reload in a moment.", Section(html, "lineage"));
    }

    [Fact]
    public async Task Comparison_that_does_not_answer_leaves_the_rest()
    {
        Mesh.Answer("catalog/products/shop.orders/changes", MadeMesh.Problem(503, "The database is away."));

        var (status, html) = await LoadAsync(Address + "?from=1.0.0");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.StartsWith("Versions From 1.0.0 to 1.2.3 catalog cannot answer for now: The database is away. Reload in a moment. 1.2.3 active", Section(html, "versions"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Earlier_version_leads_to_the_one_in_use_where_its_reader_may_see_that()
    {
        Answer(profile => profile with
        {
            Product = profile.Product with { Lifecycle = Major(1, MajorVersionState.Deprecated) },
            Versions = [new VersionSummary { Version = new ProductVersion(1, 2, 3), State = MajorVersionState.Deprecated, IsDefault = false, RegisteredAt = At, Changes = [] }],
        });

        var (_, html) = await LoadAsync(Address + "?version=1.2.3");

        Assert.Contains("Version 1 is deprecated and can be read until 2026-06-01 00:00:00 UTC.", PageText.ReadMain(html), StringComparison.Ordinal);
        Assert.DoesNotContain("the version in use", html, StringComparison.Ordinal);
    }
}
