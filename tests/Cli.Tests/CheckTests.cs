namespace MeshStarter.Cli.Tests;

public sealed class CheckTests : FolderTests
{
    private static readonly string Good = Descriptors.Of("orders.orders", "  - { name: order_id, type: UUID, required: true, description: Names the order }");

    private static string Rules => Path.Combine(AppContext.BaseDirectory, "mesh.yaml");

    [Fact]
    public async Task Broken_rule_of_the_mesh_ends_with_1_and_names_the_rule_and_a_warning_ends_with_0_as_a_good_descriptor_does()
    {
        Folder.Write("data-product.yaml", Good);

        Assert.Equal((0, "", "1 checked, 0 errors.\n"), await RunAsync("check", "data-product.yaml", "--policies", Rules));

        Folder.Write("data-product.yaml", Good.Replace("order_id", "customer_email", StringComparison.Ordinal));

        var (exitCode, output, _) = await RunAsync("check", "data-product.yaml", "--policies", Rules);

        Assert.Equal(1, exitCode);
        var line = Assert.Single(output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("data-product.yaml:6: ", line, StringComparison.Ordinal);
        Assert.Contains("personal-data-is-declared", line, StringComparison.Ordinal);

        Folder.Write("data-product.yaml", Good.Replace("examples: [\"SELECT 1\"]", "", StringComparison.Ordinal));

        (exitCode, output, _) = await RunAsync("check", "data-product.yaml", "--policies", Rules);

        Assert.Equal(0, exitCode);
        Assert.Contains("examples-are-given", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Domains_are_checked_at_the_root_of_a_repository()
    {
        var (exitCode, output, errors) = await MeshCommand.RunAsync(RepositoryFolder.Root, environment: null, "check");

        Assert.Equal(0, exitCode);
        Assert.DoesNotContain("templates", output, StringComparison.Ordinal);
        Assert.EndsWith(" checked, 0 errors.\n", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--mesh")]
    [InlineData("--catalog")]
    public async Task Mesh_that_is_named_is_called(string option)
    {
        Folder.Write("data-product.yaml", Good);

        var (exitCode, _, errors) = await MeshCommand.RunAsync(
            Folder.Path, MeshCommand.Token, "check", "data-product.yaml", "--policies", Rules, option, "http://127.0.0.1:1");

        Assert.Equal(3, exitCode);
        Assert.Contains("http://127.0.0.1:1 does not answer: ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Descriptor_with_errors_ends_with_1_and_a_line_for_each()
    {
        Folder.Write("data-product.yaml", Good.Replace("UUID", "UUDI", StringComparison.Ordinal).Replace("version: 1.0.0", "version: one", StringComparison.Ordinal));

        var (exitCode, output, errors) = await RunAsync("check", "data-product.yaml", "--policies", Rules);

        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal((1, 2, "1 checked, 2 errors.\n"), (exitCode, lines.Length, errors));
        Assert.StartsWith("data-product.yaml:2: version: ", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("data-product.yaml:6: schema[0].type: ", lines[1], StringComparison.Ordinal);
        Assert.All(lines, line => Assert.Contains(" Fix: ", line, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("pi.phone")]
    [InlineData("pii_phone")]
    public async Task Tag_that_a_mask_probably_means_is_a_warning(string tag)
    {
        Folder.Write("data-product.yaml", Good.Replace("required: true", $"tags: [{tag}]", StringComparison.Ordinal));

        var (exitCode, output, _) = await RunAsync("check", "data-product.yaml", "--policies", Rules);

        Assert.Equal((0, $"data-product.yaml:6: warning: schema[0].tags: tag.unknown: No rule masks the tag \"{tag}\" of order_id, and one masks pii.phone. Fix: Did you mean pii.phone?\n"), (exitCode, output));
    }

    [Fact]
    public async Task Input_that_is_probably_misspelt_is_a_warning()
    {
        Folder.Write("orders/data-product.yaml", Good);
        Folder.Write("days/data-product.yaml", Good.Replace("name: orders.orders", "name: orders.days\nkind: aggregate\ninputs: [orders.order, orders.orders, shop.sales]", StringComparison.Ordinal));

        var (exitCode, output, errors) = await RunAsync("check", ".", "--policies", Rules);

        Assert.Equal((0, "2 checked, 0 errors.\n"), (exitCode, errors));
        Assert.Equal(
            """
            ./days/data-product.yaml:3: warning: inputs[0]: lineage-is-known: There is no product orders.order. Fix: Name a product of the mesh; it is registered first.
            ./days/data-product.yaml:3: warning: inputs[0]: input.unknown: There is no product orders.order. Fix: Did you mean orders.orders?

            """.ReplaceLineEndings("\n"),
            output);
    }

    [Fact]
    public async Task Check_whose_meaning_differs_in_a_query_is_a_warning()
    {
        Folder.Write("data-product.yaml", WithChecks(Good, "{ sql: \"SELECT * FROM this WHERE 7 / 2 > 3\" }, { sql: \"SELECT * FROM this WHERE order_id IS NULL\" }"));

        var (exitCode, output, errors) = await RunAsync("check", "data-product.yaml", "--policies", Rules);

        Assert.Equal((0, "1 checked, 0 errors.\n"), (exitCode, errors));
        Assert.Equal("data-product.yaml:7: warning: quality.checks[0].sql: check.dialect: 7 / 2 is 3.5 in a check and 3 in a query, and a division by zero is no error. Fix: Write // for whole numbers, or CAST(… AS DOUBLE).\n", output);
    }

    [Fact]
    public async Task Check_that_the_engine_cannot_read_ends_with_1_and_a_line_for_each()
    {
        Folder.Write("data-product.yaml", WithChecks(Good, "{ sql: \"SELECT * FROM this WHERE order_id IS NULL\" }, { sql: \"SELEC * FROM this\" }, { sql: \"SELECT * FROM this WHERE totl < 0\" }, { sql: \"SELECT * FROM read_csv('/etc/passwd')\", severity: warn }"));

        var (exitCode, output, errors) = await RunAsync("check", "data-product.yaml", "--policies", Rules);

        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal((1, 3, "1 checked, 3 errors.\n"), (exitCode, lines.Length, errors));
        Assert.StartsWith("data-product.yaml:7: quality.checks[1].sql: check.broken: The check cannot be run: line 1:1: syntax error at or near ", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("data-product.yaml:7: quality.checks[2].sql: check.broken: The check cannot be run: Binder Error: ", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("data-product.yaml:7: quality.checks[3].sql: check.broken: The check cannot be run: line 1:15: read_csv() may not be in FROM: ", lines[2], StringComparison.Ordinal);
        Assert.All(lines, line => Assert.Contains(" Fix: ", line, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("SELECT * FROM orders.odrers", "There is no product orders.odrers. Fix: Did you mean orders.orders?")]
    [InlineData("SELECT * FROM orders.customers", "There is no product orders.customers. Fix: Name one of orders.orders.")]
    [InlineData("SELECT * FROM orders", "\"orders\" names no domain. Fix: Write orders.orders.")]
    [InlineData("WITH a AS (SELECT * FROM ordres.orders) SELECT * FROM a JOIN orders.orders USING (order_id)", "There is no product ordres.orders. Fix: Did you mean orders.orders?")]
    [InlineData("SELECT * FROM elsewhere.things WHERE n IN (SELECT n FROM orders.\\\"orders@1\\\")", null)]
    [InlineData("SELECT * FROM orders.orders FOR VERSION AS OF 7", null)]
    [InlineData("SELECT * FROM orders.odrers FOR VERSION AS OF 7 WHERE order_id = ?", "There is no product orders.odrers. Fix: Did you mean orders.orders?")]
    public async Task Misspelt_table_of_an_example_is_named(string example, string? problem)
    {
        Folder.Write("data-product.yaml", Good.Replace("\"SELECT 1\"", $"\"{example}\"", StringComparison.Ordinal));

        var (exitCode, output, _) = await RunAsync("check", "data-product.yaml", "--policies", Rules);

        Assert.Equal(problem is null ? (0, "") : (1, $"data-product.yaml:9: examples[0]: example.table: {problem}\n"), (exitCode, output));
    }

    [Fact]
    public async Task Reference_to_a_column_of_another_type_in_another_file_is_refused()
    {
        Folder.Write("orders.yaml", Good);
        Folder.Write("parcels.yaml", Good.Replace("orders.orders", "shipping.parcels", StringComparison.Ordinal).Replace("type: UUID", "type: BIGINT", StringComparison.Ordinal)
            .Replace("{ freshness_sla: \"5 minutes\", completeness: \"99.9%\" }", "{ freshness_sla: \"5 minutes\", completeness: \"99.9%\", checks: [ { referential: { column: order_id, to: orders.orders.order_id } } ] }", StringComparison.Ordinal));

        var (exitCode, output, _) = await RunAsync("check", "orders.yaml", "parcels.yaml", "--policies", Rules);

        Assert.Equal(1, exitCode);
        Assert.StartsWith(
            "parcels.yaml:7: quality.checks[0].referential.to: check.type: order_id is BIGINT and orders.orders.order_id is UUID",
            Assert.Single(output.Split('\n', StringSplitOptions.RemoveEmptyEntries)),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reference_to_a_product_that_there_is_not_is_refused()
    {
        Folder.Write("data-product.yaml", WithChecks(Good, "{ referential: { column: order_id, to: orders.odrers.order_id } }"));

        var (exitCode, output, _) = await RunAsync("check", "data-product.yaml", "--policies", Rules);

        Assert.Equal((1, "data-product.yaml:7: quality.checks[0].referential.to: check.product: There is no product orders.odrers. Fix: Did you mean orders.orders?\n"), (exitCode, output));
    }

    [Fact]
    public async Task Folders_that_a_domains_service_refuses_are_refused()
    {
        Folder.Write("domains/CustomerCare/CustomerCare.csproj", "<Project />");
        Folder.Write("domains/CustomerCare/Products/Calls/data-product.yaml", Good.Replace("orders.orders", "customer_care.calls", StringComparison.Ordinal));
        Folder.Write("domains/CustomerCare/Products/CallsAgain/data-product.yaml", Good.Replace("orders.orders", "customer_care.calls", StringComparison.Ordinal));
        Folder.Write("domains/CustomerCare/Products/CallsV2/data-product.yaml", Good.Replace("orders.orders", "customer_care.calls", StringComparison.Ordinal).Replace("version: 1.0.0", "version: 2.0.0", StringComparison.Ordinal));
        Folder.Write("domains/CustomerCare/Products/Orders/data-product.yaml", Good);
        Folder.Write("domains/CustomerCare/Migrations/0001_create_calls.sql", "");
        Folder.Write("domains/CustomerCare/Migrations/0003_add_calls.sql", "");
        Folder.Write("domains/CustomerCare/Products/Calls/Migrations/1_calls.sql", "");

        var (exitCode, output, errors) = await RunAsync("check", "domains", "--policies", Rules);

        Assert.Equal((1, "4 checked, 4 errors.\n"), (exitCode, errors));
        Assert.Equal(
            """
            domains/CustomerCare/Products/CallsAgain/data-product.yaml:1: name: name.unique: customer_care.calls@1 is in Products/Calls/data-product.yaml already. Fix: Give each product a name of its own; the major versions of one have their own number in version.
            domains/CustomerCare/Products/Orders/data-product.yaml:1: name: domain.own: orders.orders belongs to another domain than customer_care, whose service publishes it. Fix: Name it customer_care.orders, or move its folder to domain orders.
            domains/CustomerCare/Migrations/0003_add_calls.sql:1: migration.number: 0003_add_calls.sql is where number 0002 belongs. Fix: Number the files 0001, 0002, … without gaps and without doubles; one that was applied keeps its name.
            domains/CustomerCare/Products/Calls/Migrations/1_calls.sql:1: migration.name: 1_calls.sql is no name for a migration. Fix: Name it NNNN_verb_noun.sql, such as 0001_create_orders.sql.

            """.ReplaceLineEndings("\n"),
            output);
    }

    [Theory]
    [InlineData("owner:\torders-team@company.com\n\tdescription: x", 4)]
    [InlineData("quality:\n\tfreshness_sla: 5 minutes", 4)]
    [InlineData("key:\n  - a\n\t- b", 5)]
    public async Task Tab_has_its_line(string text, int line)
    {
        Folder.Write("data-product.yaml", "name: orders.orders\nversion: 1.0.0\n" + text + "\n");

        var (exitCode, output, _) = await RunAsync("check", "data-product.yaml", "--policies", Rules);

        Assert.Equal((1, $"data-product.yaml:{line}: yaml.syntax: The line is indented with a tab. Fix: Indent with spaces; YAML takes no tabs.\n"), (exitCode, output));
    }

    [Fact]
    public async Task Folder_is_searched_and_what_was_built_is_left_out()
    {
        Folder.Write("bin/mesh/domains/orders/Products/Orders/data-product.yaml", Good);
        Folder.Write("bin/mesh/domains/payments/Products/Revenue/data-product.yaml", Good.Replace("orders.orders", "payments.revenue", StringComparison.Ordinal));
        Folder.Write("bin/mesh/domains/orders/bin/Debug/data-product.yaml", "broken");
        Folder.Write("bin/mesh/domains/orders/obj/data-product.yaml", "broken");

        Assert.Equal((0, "", "2 checked, 0 errors.\n"), await RunAsync("check", Path.Combine(Folder.Path, "bin", "mesh"), "--policies", Rules));
    }

    [Fact]
    public async Task Paths_that_overlap_in_another_spelling_are_checked_once()
    {
        Folder.Write("domains/orders/data-product.yaml", Good.Replace("UUID", "UUDI", StringComparison.Ordinal));

        var (exitCode, output, errors) = await RunAsync("check", "domains", ".", Path.Combine(Folder.Path, "domains"), "--policies", Rules);

        Assert.Equal((1, "1 checked, 1 error.\n"), (exitCode, errors));
        Assert.StartsWith("domains/orders/data-product.yaml:6: schema[0].type: ", Assert.Single(output.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rules_of_the_repository_are_found_from_a_folder_in_it_and_without_them_only_form_and_checks_are_looked_at()
    {
        Folder.Write("data-product.yaml", Good.Replace("order_id", "customer_email", StringComparison.Ordinal));

        Assert.Equal((0, "", "1 checked, 0 errors; no rules were found, so only form and checks were looked at.\n"), await RunAsync("check"));

        Folder.Write("platform/Governance/Policies/mesh.yaml", await File.ReadAllTextAsync(Rules));
        Folder.Write("domains/orders/data-product.yaml", Good.Replace("order_id", "customer_email", StringComparison.Ordinal));

        var (exitCode, _, _) = await MeshCommand.RunAsync(Path.Combine(Folder.Path, "domains"), null, "check");

        Assert.Equal(1, exitCode);
    }

    [Theory]
    [InlineData("path: there is no file or folder nowhere.", "check", "nowhere")]
    [InlineData("path: . has no data-product.yaml.", "check", ".")]
    public async Task Path_without_a_descriptor_ends_with_2_and_one_line(string line, params string[] arguments)
    {
        Assert.Equal((2, "", line + "\n"), await RunAsync(arguments));
    }

    [Theory]
    [InlineData("missing.yaml")]
    [InlineData("broken.yaml")]
    public async Task Rules_that_cannot_be_read_end_with_2_and_their_file(string rules)
    {
        Folder.Write("data-product.yaml", Good);
        Folder.Write("broken.yaml", "version: 1\naccess: 7\n");

        var (exitCode, output, errors) = await RunAsync("check", "data-product.yaml", "--policies", rules);

        Assert.Equal((2, ""), (exitCode, output));
        Assert.StartsWith("--policies: ", errors, StringComparison.Ordinal);
        Assert.Contains(rules, errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    private static string WithChecks(string descriptor, string checks) =>
        descriptor.Replace("completeness: \"99.9%\" }", $"completeness: \"99.9%\", checks: [ {checks} ] }}", StringComparison.Ordinal);

    private Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments) => MeshCommand.RunAsync(Folder.Path, null, arguments);
}
