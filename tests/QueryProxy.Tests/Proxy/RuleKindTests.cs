using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using MeshStarter.Contracts;
using MeshStarter.Policy.Tests.Cases;

namespace MeshStarter.QueryProxy.Tests.Proxy;

/// <summary>The effects of each kind of rule on the rows of SQL: masks, hashes of a scope, rows by claim, and purposes.</summary>
[Collection(RulesCollection.Name)]
public sealed class RuleKindTests(RuleKindTests.RulesFixture mesh)
{
    [Fact]
    public async Task Table_of_masks_holds()
    {
        var answer = await mesh.Session(mesh.Analyst).RunAsync($"SELECT * FROM {MaskCases.Product}");
        Assert.Equal("", answer.Message);
        using var direct = await mesh.AskAsync($"SELECT * FROM {MaskCases.Product}", mesh.Analyst);
        var row = JsonElement.Parse(await direct.Content.ReadAsStringAsync());

        Assert.All(MaskCases.All.Values, each => Assert.True(each.IsMasked(row.GetProperty(each.Column)), $"{each.Mask} of {each.Value} is {row.GetProperty(each.Column)}, not {each.Masked}."));
        foreach (var (each, place) in MaskCases.All.Values.Select((each, place) => (each, place)))
        {
            // Trino's texts of dates and times are others; that one is there is the same.
            Assert.Equal(each.Masked.ValueKind == JsonValueKind.Null, answer.Rows[0][place] is null);
        }
    }

    [Fact]
    public async Task Hashes_of_a_domains_readers_join_and_another_domain_sees_others()
    {
        const string Query = "SELECT o.email, p.email FROM orders.hashed o JOIN payments.hashed p ON o.email = p.email AND o.id = p.id";
        var first = await mesh.Session(mesh.Analyst).RunAsync(Query);
        var again = await mesh.Session(mesh.Authority.Token("bia", "query", "analytics", ["analyst"])).RunAsync(Query);
        var other = await mesh.Session(mesh.Authority.Token("ana", "query", "marketing", ["analyst"])).RunAsync(Query);
        var plain = await mesh.Session(mesh.Analyst).RunAsync("SELECT lower(to_hex(sha256(to_utf8('ana@example.com'))))");
        var ofText = await mesh.Session(mesh.Analyst).RunAsync("SELECT sha256('ana@example.com')");

        Assert.Equal(("", 1), (first.Message, first.Rows.Count));
        Assert.Matches("^[0-9a-f]{64}$", first.Rows[0][0]!.GetValue<string>());
        Assert.Equal(first.Data, again.Data);
        Assert.NotEqual(first.Data, other.Data);
        Assert.Matches("^[0-9a-f]{64}$", plain.Rows[0][0]!.GetValue<string>());
        Assert.DoesNotContain(plain.Rows[0][0]!.GetValue<string>(), first.Data, StringComparison.Ordinal);
        Assert.Equal("FUNCTION_NOT_FOUND", ofText.ErrorName);
        var uuid = (await mesh.Session(mesh.Analyst).RunAsync("SELECT typeof(id), id FROM orders.hashed")).Rows[0];
        Assert.Equal("uuid", uuid[0]!.GetValue<string>());
        Assert.True(Guid.TryParse(uuid[1]!.GetValue<string>(), out var id) && id != RulesFixture.Id);
    }

    [Fact]
    public async Task Hashes_of_a_domains_own_product_are_none_of_another_domains()
    {
        var owner = mesh.Session(mesh.Authority.Token("ola", "query", "orders", ["analyst"]));

        // Who knows the values behind the own product's hashes could look up those of payments.
        foreach (var column in (string[])["email", "id"])
        {
            var both = await owner.RunAsync($"SELECT o.{column}, p.{column} FROM orders.hashed o CROSS JOIN payments.hashed p");
            Assert.Equal(("", 1), (both.Message, both.Rows.Count));
            Assert.NotEqual(both.Rows[0][0]!.GetValue<string>(), both.Rows[0][1]!.GetValue<string>());
        }

        Assert.Equal("[[1]]", (await owner.RunAsync("SELECT count(*) FROM orders.hashed a JOIN orders.hashed b ON a.email = b.email AND a.id = b.id")).Data);
    }

    [Theory]
    [InlineData("SELECT mesh_pseudonym('ana@example.com')")]
    [InlineData("SELECT * FROM orders.hashed WHERE email = MESH_PSEUDONYM('ana@example.com')")]
    [InlineData("SELECT list_transform(['a'], x -> mesh_pseudonym(x)) FROM orders.hashed")]
    [InlineData("SELECT main.mesh_pseudonym('a') FROM orders.hashed")]
    [InlineData("SELECT system.main.mesh_pseudonym('a') FROM orders.hashed")]
    public async Task No_query_calls_the_function_of_hashes(string sql)
    {
        var refused = await mesh.Session(mesh.Analyst).RunAsync(sql);
        Assert.NotEqual("", refused.ErrorName);
        Assert.Empty(refused.Rows);
    }

    [Fact]
    public async Task Plan_of_a_query_shows_no_key()
    {
        var explained = await mesh.Session(mesh.Analyst).RunAsync("EXPLAIN SELECT email FROM orders.hashed");
        Assert.Equal("", explained.Message);
        Assert.DoesNotMatch("[0-9a-fA-F]{40}", explained.Data);
    }

    [Fact]
    public async Task Reader_sees_the_rows_of_its_claim()
    {
        async Task<string> SeenAsync(params string[] regions)
        {
            var claims = mesh.Authority.Claims("ana", "query", "analytics", ["analyst"]);
            if (regions.Length > 0)
            {
                claims["region"] = new JsonArray([.. regions.Select(region => JsonValue.Create(region))]);
            }

            var answer = await mesh.Session(mesh.Authority.SigningKey.Sign(claims)).RunAsync("SELECT region, store FROM orders.regional ORDER BY 1, 2");
            Assert.Equal("", answer.Message);
            return answer.Data;
        }

        Assert.Equal("""[["RJ",2]]""", await SeenAsync("RJ"));
        Assert.Equal("""[["RJ",2],["SP",1]]""", await SeenAsync("SP", "RJ"));
        Assert.Equal("[]", await SeenAsync("x' OR '1'='1"));
        Assert.Equal("[]", await SeenAsync());
    }

    [Fact]
    public async Task Rule_in_its_grace_is_a_warning_of_each_page_and_hides_nothing()
    {
        var session = mesh.Session(mesh.Analyst);
        var answer = await session.RunAsync("SELECT x, y FROM orders.graced");

        Assert.Equal(("", "[[1,2]]"), (answer.Message, answer.Data));
        var warning = Assert.Single(session.Pages[^1]["warnings"]!.AsArray())!;
        Assert.Equal("MESH_POLICY_GRACE", warning["warningCode"]!["name"]!.GetValue<string>());
        Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"From {RulesFixture.GraceEnd:u} rule test-grace masks y of orders.graced: d"), warning["message"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("SELECT * FROM hidden.vault")]
    [InlineData("SELECT * FROM hidden.valt")]
    [InlineData("SELECT * FROM orders.gracd")]
    [InlineData("DESCRIBE hidden.vault")]
    [InlineData("SHOW SCHEMAS")]
    [InlineData("SELECT * FROM information_schema.tables")]
    [InlineData("SELECT table_name FROM information_schema.columns")]
    public async Task Rule_in_its_grace_names_no_product_that_the_caller_may_not_know_of(string sql)
    {
        var session = mesh.Session(mesh.Analyst);
        await session.RunAsync(sql);

        var warnings = string.Concat(session.Pages.Select(page => page["warnings"]?.ToJsonString()));
        Assert.DoesNotContain("vault", warnings, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Purpose_is_a_session_property_and_counts_in_rules()
    {
        const string Query = "SELECT x FROM orders.purposeful";
        var session = mesh.Session(mesh.Authority.Token("ana", "query", "analytics", ["analyst"], ["analytics", "fraud detection"]));
        Assert.Equal("""[[1]]""", (await session.RunAsync(Query)).Data);
        session.Headers["X-Trino-Session"] = "purpose=analytics";
        Assert.Equal("PERMISSION_DENIED", (await session.RunAsync(Query)).ErrorName);
        session.Headers["X-Trino-Session"] = "purpose=fraud%20detection";
        Assert.Equal("""[[1]]""", (await session.RunAsync(Query)).Data);
        Assert.StartsWith("""[["purpose","fraud detection","",""", (await session.RunAsync("SHOW SESSION LIKE 'purpose'")).Data, StringComparison.Ordinal);
        session.Headers["X-Trino-Session"] = "purpose=marketing";
        var refused = await session.RunAsync(Query);
        Assert.Equal(("PERMISSION_DENIED", true), (refused.ErrorName, refused.Message.Contains("Its purposes are analytics, fraud detection.", StringComparison.Ordinal)));
        session.Headers.Remove("X-Trino-Session");
        Assert.Equal("PERMISSION_DENIED", (await session.RunAsync("SET SESSION purpose = 'marketing'")).ErrorName);
        Assert.Equal("INVALID_SESSION_PROPERTY", (await session.RunAsync("SET SESSION purpose = ' '")).ErrorName);
        Assert.Equal("", (await session.RunAsync("SET SESSION purpose = 'fraud detection'")).ErrorName);
        Assert.Equal("purpose=fraud%20detection", session.LastHeaders!.GetValues("X-Trino-Set-Session").Single().Replace("+", "%20", StringComparison.Ordinal));

        // A token without purposes may state any, on the record.
        var free = mesh.Session(mesh.Authority.Token("bob", "query", "analytics", ["analyst"]), each => each.Headers["X-Trino-Session"] = "purpose=fraud%20detection");
        Assert.Equal("""[[1]]""", (await free.RunAsync(Query)).Data);
        var record = await Eventually.GetAsync(() => mesh.Services.Audit.FirstOrDefault(each => each is { Subject: "bob", Permit: true } && each.Product?.ToString() == "orders.purposeful"));

        Assert.Equal(["fraud detection"], record.Purposes);
    }

    [Fact]
    public async Task Purpose_of_a_direct_query_is_a_header()
    {
        const string Query = "SELECT x FROM orders.purposeful";
        var token = mesh.Authority.Token("ana", "query", "analytics", ["analyst"], ["analytics", "fraud detection"]);
        async Task<HttpStatusCode> StatusAsync(string? purpose)
        {
            using var answer = await mesh.AskAsync(Query, token, purpose: purpose);
            return answer.StatusCode;
        }

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(null));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("fraud detection"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync("analytics"));
        using var refused = await mesh.AskAsync(Query, token, purpose: "marketing");
        var problem = JsonElement.Parse(await refused.Content.ReadAsStringAsync());
        Assert.Equal((HttpStatusCode.Forbidden, ProblemTypes.Forbidden), (refused.StatusCode, problem.GetProperty("type").GetString()));
        Assert.Equal("X-Mesh-Purpose: the token is not for this purpose. Its purposes are analytics, fraud detection.", problem.GetProperty("detail").GetString());
    }

    /// <summary>A proxy in the tests' process with further rules and products. Tests may change its rules, and put them back.</summary>
    public sealed class RulesFixture : QueryFixture
    {
        private ProxyHost _proxy = null!;

        public static Guid Id { get; } = Guid.Parse("7c9e6679-7425-40de-944b-e07fc1f90ae7", CultureInfo.InvariantCulture);

        public static DateTimeOffset GraceEnd { get; } = TimeProvider.System.GetUtcNow().AddDays(30);

        public override Uri Http => _proxy.Http;

        protected override int Threads => 2;

        protected override string MoreRules => string.Join('\n', MaskCases.Rules.Concat(
        [
            "- { id: test-hashes, description: d, effect: mask, columns: { names: [id, email] }, mask: hash, when: { products: [orders.hashed, payments.hashed] } }",
            "- { id: test-regions, description: d, effect: filter, keep: { column: region, claim: region }, when: { products: [orders.regional] } }",
            $"- {{ id: test-grace, description: d, effect: mask, columns: {{ names: [y] }}, mask: nullify, grace: {GraceEnd:yyyy-MM-ddTHH:mm:ssZ}, when: {{ products: [orders.graced] }} }}",
            $"- {{ id: test-grace-of-the-hidden, description: d, effect: mask, columns: {{ names: [x] }}, mask: nullify, grace: {GraceEnd:yyyy-MM-ddTHH:mm:ssZ}, when: {{ products: [hidden.vault] }} }}",
            $"- {{ id: test-grace-of-finding, description: d, effect: deny, actions: [discover], grace: {GraceEnd:yyyy-MM-ddTHH:mm:ssZ}, when: {{ products: [hidden.vault] }} }}",
            "- { id: test-purpose, description: d, effect: deny, actions: [read], when: { products: [orders.purposeful] }, unless: { purposes: [fraud detection] } }",
        ]).Select(rule => $"  {rule}"));

        protected override async Task BeginAsync()
        {
            await base.BeginAsync();
            await PublishAsync(TestProducts.Product(MaskCases.Product.ToString(), [.. MaskCases.Schema]), MaskCases.RowSql);
            foreach (var domain in (string[])["orders", "payments"])
            {
                await PublishAsync(TestProducts.Product($"{domain}.hashed", [TestProducts.Column("id", "UUID"), TestProducts.Column("email", "STRING")]), $"SELECT '{Id}'::UUID AS id, 'ana@example.com' AS email");
            }

            await PublishAsync(TestProducts.Product("orders.regional", [TestProducts.Column("region", "STRING"), TestProducts.Column("store", "BIGINT")]), "SELECT * FROM (VALUES ('SP', 1::BIGINT), ('RJ', 2), ('MG', 3), (NULL, 4)) t(region, store)");
            await PublishAsync(TestProducts.Product("orders.graced", [TestProducts.Column("x", "BIGINT"), TestProducts.Column("y", "BIGINT")]), "SELECT 1::BIGINT AS x, 2::BIGINT AS y");
            await PublishAsync(TestProducts.Product("orders.purposeful", [TestProducts.Column("x", "BIGINT")]), "SELECT 1::BIGINT AS x");
            _proxy = Own(await StartAsync());
        }
    }
}

/// <summary>One proxy for all tests of rules, and of what holds until something changes.</summary>
[CollectionDefinition(Name)]
public sealed class RulesCollection : ICollectionFixture<RuleKindTests.RulesFixture>
{
    public const string Name = "rules";
}
