using System.Net;
using System.Text.Json.Nodes;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Queries;

namespace MeshStarter.Catalog.Tests.Products;

/// <summary>The search of <c>GET /products</c>.</summary>
[Collection(CatalogCollection.Name)]
[Trait("Category", "Quick")]
public sealed class SearchTests(CatalogFixture catalog)
{
    [SkippableTheory]
    [InlineData("gizmo_orders")]
    [InlineData("Gizmo ORDERS")]
    [InlineData("order gizm")]
    [InlineData("every gizmo warehouse")]
    [InlineData("gizmo customer email")]
    [InlineData("gizmo pii.email")]
    [InlineData("gizmo orders-team@company.com")]
    [InlineData("gizmo \"where the shop writes to\"")]
    [InlineData("gizmo select 1")]
    [InlineData("gizmo entrepot")]
    public async Task Product_is_found_by_its_name_description_columns_tags_owner_and_examples(string words)
    {
        var product = await catalog.RegisteredAsync(new TestProduct { Product = "gizmo_orders", Description = "Every order of the warehouse (Entrepôt)" });

        var page = await SearchAsync(words, $"domain={product.Domain}");

        Assert.Equal([product.Name], Names(page));
        Assert.Equal(1, page["total"]!.GetValue<int>());
        Assert.Null(page["did_you_mean"]);
    }

    [SkippableTheory]
    [InlineData("authoriz")]
    [InlineData("authorizatio")]
    [InlineData("payment operati")]
    [InlineData("reconci")]
    public async Task Word_is_found_by_each_of_its_beginnings(string words)
    {
        var product = await catalog.RegisteredAsync(new TestProduct { Description = "Payment authorizations of the operational reconciliation" });

        var page = await SearchAsync(words, $"domain={product.Domain}");

        Assert.Equal([product.Name], Names(page));
        Assert.Null(page["did_you_mean"]);
        Assert.Empty(Names(await SearchAsync("authorizu", $"domain={product.Domain}")));
    }

    [SkippableFact]
    public async Task Match_has_what_a_list_shows()
    {
        var product = await catalog.RegisteredAsync(new TestProduct { Product = "sprocket" });

        var page = await SearchAsync("sprocket email", $"domain={product.Domain}");

        Assert.Equal(["items", "total", "facets", "next"], page.Select(member => member.Key));
        var match = Assert.Single(page["items"]!.AsArray())!.AsObject();
        Assert.Equal(
            ["name", "version", "kind", "owner", "description", "classification", "ports", "tags", "slo", "consumers", "columns", "matching_columns", "state", "reachability"],
            match.Select(member => member.Key));
        Assert.Equal("""["customer_email"] ["pii.email"] 2 unknown 0""", $"{match["matching_columns"]!.ToJsonString()} {match["tags"]!.ToJsonString()} {match["columns"]} {match["slo"]} {match["consumers"]}");
        Assert.Equal("active", match["state"]!.GetValue<string>());
        Assert.Null(page["next"]);
    }

    [SkippableFact]
    public async Task Match_has_the_end_that_its_owner_has_set()
    {
        var product = await catalog.RegisteredAsync(new TestProduct { Product = "cogwheel" });
        var end = TimeProvider.System.GetUtcNow().AddDays(31);
        Assert.Equal(HttpStatusCode.NoContent, (await catalog.RetireAsync(product, end)).Status);

        var match = Assert.Single((await SearchAsync("cogwheel", $"domain={product.Domain}"))["items"]!.AsArray())!;

        Assert.Equal("deprecated", match["state"]!.GetValue<string>());
        Assert.Equal(end, match["retires_at"]!.GetValue<DateTimeOffset>(), TimeSpan.FromMilliseconds(1));
    }

    [SkippableTheory]
    [InlineData("ordrs", "orders")]
    [InlineData("custmer email", "customer email")]
    [InlineData("emial", "email")]
    [InlineData("wherehouse", "warehouse")]
    [InlineData("rders", "orders")]
    public async Task Misspelt_word_finds_what_it_means(string words, string meant)
    {
        var product = await catalog.RegisteredAsync(new TestProduct { Description = "Every order of the warehouse" });

        var page = await SearchAsync(words, $"domain={product.Domain}");

        Assert.Equal((meant, product.Name), (page["did_you_mean"]!.GetValue<string>(), Assert.Single(Names(page))));
    }

    [SkippableFact]
    public async Task Matches_are_ordered_by_match_then_by_use_then_by_trust_then_by_name()
    {
        var product = new TestProduct { Description = "Made for a test" };
        foreach (var (name, description, column) in ((string, string, string)[])
        [
            ("widget", "Plain", "a"), ("widget_stock", "Plain", "a"), ("described", "A widget is in it", "a"), ("column", "Plain", "widget"), ("used", "Plain", "widget"),
            ("commented", "Plain", "b"), ("broken", "Plain", "widget"),
        ])
        {
            await catalog.RegisterAsync(product with
            {
                Product = name,
                Description = description,
                Columns = $"- {{ name: order_id, type: UUID, required: true, description: {(column == "b" ? "Of a widget" : "Id")} }}\n  - {{ name: {column}, type: STRING, description: Text }}",
            });
        }

        await catalog.SubscribeAsync($"{product.Domain}.used", catalog.Analyst());
        await catalog.FailAsync($"{product.Domain}.broken", DateTimeOffset.UnixEpoch);

        Assert.Equal(
            ["widget", "widget_stock", "described", "used", "column", "broken", "commented"],
            Names(await SearchAsync("widget", $"domain={product.Domain}")).Select(name => name.Split('.')[1]));
        Assert.Equal("used", Names(await SearchAsync(null, $"domain={product.Domain}"))[0].Split('.')[1]);
        Assert.Equal("broken", Names(await SearchAsync(null, $"domain={product.Domain}&sort=trust"))[^1].Split('.')[1]);
        Assert.Equal("broken", Names(await SearchAsync(null, $"domain={product.Domain}&sort=newest"))[0].Split('.')[1]);
        Assert.Equal("broken", Names(await SearchAsync(null, $"domain={product.Domain}&sort=name"))[0].Split('.')[1]);
        Assert.Equal([$"{product.Domain}.broken"], Names(await SearchAsync(null, $"domain={product.Domain}&slo=breached")));
    }

    [SkippableFact]
    public async Task Recorded_queries_count_as_use_once_for_each_reader()
    {
        var product = new TestProduct { Description = "A loquat" };
        foreach (var name in (string[])["a", "b", "c"])
        {
            await catalog.RegisterAsync(product with { Product = name });
        }

        Assert.Equal(["a", "b", "c"], await OrderAsync());

        await ReadAsync("b", "ann", "1", "2", "3");
        await ReadAsync("c", "ann", "4");
        await ReadAsync("c", "bob", "5");

        Assert.Equal(["c", "b", "a"], await OrderAsync());

        await catalog.SubscribeAsync($"{product.Domain}.a", catalog.Analyst());
        await ReadAsync("a", "ann", "6");

        Assert.Equal(["a", "c", "b"], await OrderAsync());

        async Task<IEnumerable<string>> OrderAsync() => Names(await SearchAsync("loquat", $"domain={product.Domain}")).Select(name => name.Split('.')[1]);

        Task ReadAsync(string name, string principal, params string[] ids) => catalog.QueriedAsync(
            [.. ids.Select(id => Query($"{product.Domain}-{id}", principal, null, new CapturedRead { Product = DataProductId.Parse($"{product.Domain}.{name}"), Major = 1 }))]);
    }

    [SkippableFact]
    public async Task Change_by_one_catalog_is_in_the_next_answer_of_another()
    {
        var product = new TestProduct { Description = "A kumquat" };
        var second = await catalog.SecondAsync();
        Assert.Empty(await ThereAsync());

        await catalog.RegisterAsync(product);
        Assert.Equal([product.Name], await ThereAsync());

        Assert.Equal(HttpStatusCode.OK, (await catalog.RegisterAsync(product with { Version = "2.0.0", Classification = "restricted" })).Status);
        Assert.Empty(await ThereAsync());

        async Task<List<string>> ThereAsync() =>
            Names((await second.SendAsync(HttpMethod.Get, $"/products?q=kumquat&domain={product.Domain}", catalog.Analyst())).Body!.AsObject());
    }

    [SkippableFact]
    public async Task Facets_count_what_each_value_would_show()
    {
        var product = new TestProduct();
        await catalog.RegisterAsync(product with { Product = "a" });
        await catalog.RegisterAsync(product with { Product = "b", Classification = "confidential" });
        await catalog.RegisterAsync(product with { Product = "c", Columns = "- { name: order_id, type: UUID, required: true, description: Id }" });

        var page = await SearchAsync(null, $"domain={product.Domain}&classification=internal");

        Assert.Equal([$"{product.Domain}.a", $"{product.Domain}.c"], Names(page).Order(StringComparer.Ordinal));
        Assert.Equal(
            ["kind source-aligned=2", "classification internal=2*,confidential=1", "port rest=2,table=2", "tag pii.email=1", "slo unknown=2"],
            Facets(page).Skip(1));
        Assert.Contains($"{product.Domain}=2*", Facets(page)[0], StringComparison.Ordinal);
        Assert.Equal([$"{product.Domain}.a", $"{product.Domain}.b"], Names(await SearchAsync(null, $"domain={product.Domain}&tag=pii&sort=name")));
        Assert.Contains("tag pii=2*,pii.email=2", Facets(await SearchAsync(null, $"domain={product.Domain}&tag=pii")));
    }

    [SkippableFact]
    public async Task Product_that_may_not_be_discovered_is_in_no_item_count_or_correction()
    {
        var product = await catalog.RegisteredAsync(new TestProduct { Product = "quixotic", Description = "Plain", Classification = "restricted" });
        await catalog.RegisterAsync(product with { Product = "open", Classification = "internal" });

        Assert.Equal(2, (await SearchAsync(null, $"domain={product.Domain}", catalog.Owner(product.Domain)))["total"]!.GetValue<int>());
        var analyst = await SearchAsync(null, $"domain={product.Domain}");
        Assert.Equal([$"{product.Domain}.open"], Names(analyst));
        Assert.Equal(["classification internal=1", "slo unknown=1"], Facets(analyst).Where(facet => facet.StartsWith("classification", StringComparison.Ordinal) || facet.StartsWith("slo", StringComparison.Ordinal)));
        foreach (var words in (string[])["quixotic", "quixotik", "quixotc"])
        {
            var hidden = await SearchAsync(words, "");
            var absent = await SearchAsync("z" + words[1..^1] + "z", "");
            Assert.Equal(absent.ToJsonString(), hidden.ToJsonString());
        }

        Assert.Equal("quixotic", (await SearchAsync("quixotik", "", catalog.Owner(product.Domain)))["did_you_mean"]!.GetValue<string>());
    }

    [SkippableFact]
    public async Task Default_version_is_found_by_its_own_words_alone()
    {
        var product = await catalog.RegisteredAsync(new TestProduct { Description = "The elderberry of the shop" });
        await catalog.SubscribeAsync(product.Name, catalog.Analyst());
        await catalog.RegisterAsync(product with { Version = "2.0.0", Description = "The mulberry of the shop", Columns = "- { name: order_id, type: BIGINT, required: true, description: Id }" });

        Assert.Equal("1.0.0", await VersionAsync("elderberry"));
        Assert.Null(await VersionAsync("mulberry"));

        await catalog.SendAsync(HttpMethod.Post, $"/products/{product.Name}/majors/2/acknowledgement", catalog.Analyst());

        Assert.Equal("2.0.0", await VersionAsync("mulberry"));
        Assert.Null(await VersionAsync("elderberry"));

        async Task<string?> VersionAsync(string word) =>
            (await SearchAsync(word, $"domain={product.Domain}"))["items"]!.AsArray().Select(item => item!["version"]!.GetValue<string>()).SingleOrDefault();
    }

    [SkippableFact]
    public async Task Pages_follow_one_another_without_gap_or_overlap()
    {
        var product = new TestProduct { Description = "A persimmon" };
        string[] names = [.. Enumerable.Range(0, 11).Select(number => $"p{number:00}")];
        foreach (var name in names.Reverse())
        {
            await catalog.RegisterAsync(product with { Product = name });
        }

        await catalog.SubscribeAsync($"{product.Domain}.p07", catalog.Analyst());

        foreach (var sort in (string[])["relevance", "use", "trust", "newest", "name"])
        {
            List<string> found = [];
            string? cursor = "";
            while (cursor is not null)
            {
                var page = await SearchAsync("persimmon", $"domain={product.Domain}&sort={sort}&limit=3&cursor={cursor}");
                Assert.Equal(11, page["total"]!.GetValue<int>());
                found.AddRange(Names(page));
                cursor = page["next"]?.GetValue<string>();
            }

            Assert.Equal(names.Select(name => $"{product.Domain}.{name}"), found.Order(StringComparer.Ordinal));
        }
    }

    [SkippableFact]
    public async Task Stricter_terms_of_another_version_are_in_the_facets()
    {
        var product = await catalog.RegisteredAsync(new TestProduct { Classification = "confidential" });
        Assert.Equal(HttpStatusCode.OK, (await catalog.RegisterAsync(product with { Version = "1.1.0", Classification = "internal" })).Status);

        var page = await SearchAsync(null, $"domain={product.Domain}");

        Assert.Contains("classification confidential=1", Facets(page));
        Assert.Equal(("1.1.0", "confidential"), (page["items"]![0]!["version"]!.GetValue<string>(), page["items"]![0]!["classification"]!.GetValue<string>()));
    }

    [SkippableFact]
    public async Task Product_that_a_rule_names_is_decided_by_its_name()
    {
        var product = await catalog.RegisteredAsync(new TestProduct { Domain = "named_domain", Product = "denied", Description = "A rambutan" });
        await catalog.RegisterAsync(product with { Product = "any" });
        await catalog.RegisterAsync(product with { Product = "permitted", Classification = "restricted" });
        await catalog.RegisterAsync(product with { Product = "hidden", Classification = "restricted" });

        var page = await SearchAsync("rambutan", "sort=name");

        Assert.Equal(["named_domain.any", "named_domain.permitted"], Names(page));
        Assert.Equal(2, page["total"]!.GetValue<int>());
        Assert.Contains("classification internal=1,restricted=1", Facets(page));
        Assert.Equal(["named_domain.permitted"], Names(await SearchAsync("rambutan", "classification=restricted")));
    }

    [SkippableTheory]
    [InlineData("😀🚚")]
    [InlineData("%")]
    [InlineData("_")]
    [InlineData("& | ! ( ) : * <->")]
    [InlineData("'; DROP TABLE product_search; --")]
    [InlineData("\\")]
    [InlineData("\uFFFD")]
    public async Task Text_without_a_word_of_a_product_finds_nothing(string text)
    {
        await catalog.RegisterAsync(new TestProduct());

        var page = await SearchAsync(text, "");

        Assert.Equal((0, 0), (page["items"]!.AsArray().Count, page["total"]!.GetValue<int>()));
    }

    [SkippableTheory]
    [InlineData("orders & | ! (customer):*")]
    [InlineData("orders:* <-> email")]
    [InlineData("  orders\t😀 %email_ ")]
    public async Task Characters_of_other_languages_are_no_operators(string text)
    {
        var product = await catalog.RegisteredAsync();

        Assert.Equal([product.Name], Names(await SearchAsync(text, $"domain={product.Domain}")));
    }

    [SkippableFact]
    public async Task Cursor_of_another_search_is_refused()
    {
        var product = new TestProduct();
        await catalog.RegisterAsync(product with { Product = "a" });
        await catalog.RegisterAsync(product with { Product = "b" });
        var cursor = (await SearchAsync(null, $"domain={product.Domain}&limit=1"))["next"]!.GetValue<string>();

        var (status, problem) = await catalog.GetAsync($"/products?q=orders&cursor={cursor}", catalog.Analyst());

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.StartsWith("cursor: ", problem["detail"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Products_of_a_program_without_search_are_found_after_the_start()
    {
        var product = await catalog.RegisteredAsync(new TestProduct { Description = "A tamarillo" });
        await catalog.ForgetDocumentAsync(product);
        Assert.Empty(Names(await SearchAsync("tamarillo", "")));

        await using var another = await catalog.AnotherAsync();

        Assert.Equal([product.Name], Names(await SearchAsync("tamarillo", "")));
    }

    private async Task<JsonObject> SearchAsync(string? words, string parameters, string? token = null)
    {
        var (status, page) = await catalog.GetAsync($"/products?{(words is null ? "q=" : $"q={Uri.EscapeDataString(words)}")}&{parameters}", token ?? catalog.Analyst());
        Assert.True(status == HttpStatusCode.OK, page.ToJsonString());
        return page;
    }

    private static List<string> Names(JsonObject page) => [.. page["items"]!.AsArray().Select(item => item!["name"]!.GetValue<string>())];

    private static List<string> Facets(JsonObject page) =>
    [
        .. page["facets"]!.AsArray().Select(facet =>
            $"{facet!["name"]} {string.Join(',', facet["values"]!.AsArray().Select(value => $"{value!["value"]}={value["count"]}{(value["is_selected"]!.GetValue<bool>() ? "*" : "")}"))}"),
    ];
}
