using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using MeshStarter.Contracts.Descriptors.Reading;
using MeshStarter.Templates.Tests.Stamping;

namespace MeshStarter.Templates.Tests;

[Collection(StampedMeshCollection.Name)]
public sealed class ProductKindTests(StampedMesh mesh)
{
    private const string Products = "domains/CustomerCare/Products/";

    // A fault in the rows of each product, and one in a check of each.
    private static readonly (string File, string Text, string Fault)[] Faults =
    [
        ("FactTickets/FactTicketsRow.cs", "entry.Quantity", "entry.Quantity + 1"),
        ("FactTickets/data-product.yaml", "column: quantity, min: 0", "column: quantity, min: 2"),
        ("ByInput/pipeline.sql", "row_count FROM orders", "row_count FROM customer_care.fact_tickets, orders"),
        ("ByInput/data-product.yaml", "    - { unique: [input] }\n", ""),
        ("ForFinance/pipeline.sql", "count(*) AS row_count FROM", "count(*) + 1 AS row_count FROM"),
        ("ForFinance/data-product.yaml", "    - { range: { column: row_count, min: 0 } }\n", ""),
        ("CrmPeople/source.yaml", "# columns: { id: entry_id }", "columns: { quantity: id }"),
        ("CrmPeople/data-product.yaml", "unique: [id]", "unique: [name]"),
        ("Drops/source.yaml", "# columns: { id: entry_id }", "columns: { name: id }"),
        ("Drops/data-product.yaml", "column: quantity, min: 0", "column: quantity, max: 0"),
        ("OrderTotals/pipeline.sql", "count(*) AS row_count", "count(*) + 1 AS row_count"),
        ("OrderTotals/data-product.yaml", "    - { unique: [order_id] }\n", ""),
        ("Extra/pipeline.sql", "'Example 2', 0", "'Example 2', 2"),
        ("Extra/data-product.yaml", "    - { unique: [id] }\n", ""),
    ];

    private IEnumerable<string> Stamped => mesh.All.Keys.Except(mesh.Before.Keys, StringComparer.Ordinal);

    [Theory]
    [Trait("Category", "Quick")]
    [InlineData("ByInput", "data-product.yaml", "pipeline.sql", "pipeline.tests.yaml", "pipeline.yaml")]
    [InlineData("ForFinance", "data-product.yaml", "pipeline.sql", "pipeline.tests.yaml", "pipeline.yaml")]
    [InlineData("CrmPeople", "data-product.yaml", "source.yaml")]
    [InlineData("Drops", "data-product.yaml", "source.yaml")]
    [InlineData("OrderTotals", "data-product.yaml", "pipeline.sql", "pipeline.tests.yaml", "pipeline.yaml")]
    [InlineData("Extra", "data-product.yaml", "pipeline.sql", "pipeline.tests.yaml", "pipeline.yaml")]
    public void Product_of_a_domain_that_exists_is_its_folder_and_a_test(string product, params string[] files) => Assert.Equal(
        [.. files.Append(".mesh-template.json").Select(file => $"{Products}{product}/{file}").Append($"domains/CustomerCare/Tests/{product}Tests.cs").Order(StringComparer.Ordinal)],
        Stamped.Where(file => file.Contains($"/{product}/", StringComparison.Ordinal) || file.Contains($"/{product}Tests", StringComparison.Ordinal)).Order(StringComparer.Ordinal));

    [Fact]
    [Trait("Category", "Quick")]
    public void Domain_without_tables_of_its_own_has_no_operational_side() => Assert.Equal(
        ["Ledger.csproj", "Products", "Program.cs", "Properties", "README.md", "Tests"],
        Stamped.Where(file => file.StartsWith("domains/Ledger/", StringComparison.Ordinal)).Select(file => file.Split('/')[2]).Distinct().Order(StringComparer.Ordinal));

    [Fact]
    [Trait("Category", "Quick")]
    public void Other_files_are_as_they_were() => Assert.Equal(mesh.After, mesh.All.Where(file => mesh.After.ContainsKey(file.Key)).ToDictionary());

    [Fact]
    [Trait("Category", "Quick")]
    public void Stamped_files_keep_no_placeholder()
    {
        string[] placeholders =
        [
            "DomainName", "domain_name", "ProductName", "product_name", "owner@company.com", "localhost:5199", "system-name", "given_", "declared_inputs", "pipeline_inputs", "counted_inputs", "joined_inputs",
            "rows_of_inputs", "counts_of_inputs", "none_of_inputs", "#if", "#endif",
        ];
        Assert.DoesNotContain(Stamped, file => placeholders.Any(placeholder => mesh.All[file].Contains(placeholder, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Product_of_two_versions_of_an_input_declares_it_once()
    {
        var files = await mesh.StampAsideAsync("--domain", "shipping", "--product", "moves", "--kind", "aggregate", "--inputs", "orders.orders@1, inventory.stock_levels, orders.orders@2, orders.orders_late");
        var read = DescriptorReader.Read(files["domains/Shipping/Products/Moves/data-product.yaml"], "data-product.yaml");
        Assert.Equal(["inventory.stock_levels", "orders.orders", "orders.orders_late"], read.Descriptor!.Inputs.Select(input => input.ToString()));
        Assert.Contains("orders.orders@1: {}, inventory.stock_levels: {}, orders.orders@2: {}", files["domains/Shipping/Products/Moves/pipeline.yaml"], StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Category", "Quick")]
    public void Note_of_a_stamp_has_the_version_of_the_template_and_what_was_said()
    {
        var version = XDocument.Parse(mesh.All["Directory.Build.props"]).Descendants("Version").Single().Value;
        var notes = Stamped.Where(file => file.EndsWith("/.mesh-template.json", StringComparison.Ordinal)).ToDictionary(file => file.Split('/')[^2], file => JsonDocument.Parse(mesh.All[file]).RootElement, StringComparer.Ordinal);
        Assert.Equal(9, notes.Count);
        Assert.All(notes.Values, note => Assert.Equal(("mesh-product", version), (note.GetProperty("template").GetString(), note.GetProperty("version").GetString())));
        Assert.Equal(
            """{"domain":"customer_care","product":"for_finance","kind":"consumer-aligned","inputs":"customer_care.fact_tickets","consumer":"Finance, for the \u0022closing\u0022: C:\\","existing-domain":true,"ports":"table, rest","owner":"customer_care-team@company.com"}""",
            JsonSerializer.Serialize(notes["ForFinance"].GetProperty("options")));
        Assert.Equal(
            """{"domain":"ledger","product":"bookings","kind":"source-aligned","source":"postgres","ports":"table, rest","owner":"ledger-team@company.com"}""",
            JsonSerializer.Serialize(notes["Bookings"].GetProperty("options")));
    }

    [Fact]
    [Trait("Category", "Quick")]
    public void Descriptor_has_what_was_said()
    {
        var finance = DescriptorReader.Read(mesh.All[Products + "ForFinance/data-product.yaml"], "data-product.yaml").Descriptor!;
        Assert.Equal("Finance, for the \"closing\": C:\\", finance.Consumer);
        Assert.Equal(["customer_care.fact_tickets", "orders.orders"], DescriptorReader.Read(mesh.All[Products + "ByInput/data-product.yaml"], "data-product.yaml").Descriptor!.Inputs.Select(input => input.ToString()));
        Assert.Contains("ports: [table, stream]\n", mesh.All[Products + "CrmPeople/data-product.yaml"], StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Category", "Quick")]
    public void Stamped_files_keep_the_schemas_that_they_name() => Assert.Empty(NamedSchemas.Problems(Stamped, mesh.All));

    [Theory]
    [InlineData("--inputs", "--kind", "aggregate")]
    [InlineData("--inputs", "--kind", "consumer-aligned", "--consumer", "Finance")]
    [InlineData("--consumer", "--kind", "consumer-aligned", "--inputs", "orders.orders")]
    public async Task Kind_without_what_the_rules_demand_is_refused(string missing, params string[] said)
    {
        var refused = await mesh.NewAsync(["mesh-product", "--domain", "shipping", "--product", "parcels", .. said]);
        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains(missing, refused.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_stamp_passes_the_check_and_its_cases()
    {
        var check = (await mesh.MeshAsync("check", "domains", "--policies", "platform/Governance/Policies/mesh.yaml", "--fail-on", "warning")).Succeeded();
        Assert.Equal("16 checked, 0 errors, 0 warnings.", check.Output.Trim());
        var cases = (await mesh.MeshAsync("pipeline", "test", "domains")).Succeeded();
        Assert.Contains("tallies.stock_counts: Each input has a row with the number of its rows", cases.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Domain_with_every_kind_builds_without_warnings_and_passes_its_tests()
    {
        (await BuildAsync("CustomerCare")).Succeeded();
        Assert.Equal(15, (await mesh.TestsAsync("CustomerCare", "Passed")).Count);
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task Domains_without_tables_of_their_own_build_without_warnings() => (await BuildAsync("Ledger;Tallies")).Succeeded();

    [Fact]
    [Trait("Category", "Slow")]
    public async Task Tests_of_every_stamp_fail_where_it_is_broken()
    {
        (await BuildAsync("CustomerCare")).Succeeded();
        var passed = await mesh.TestsAsync("CustomerCare", "Passed");
        Assert.Equal(15, passed.Count);

        foreach (var (file, text, fault) in Faults)
        {
            var path = Path.Combine(mesh.Folder, Products, file);
            var whole = await File.ReadAllTextAsync(path);
            Assert.Contains(text, whole, StringComparison.Ordinal);
            await File.WriteAllTextAsync(path, whole.Replace(text, fault, StringComparison.Ordinal));
        }

        var broken = await BuildAsync("CustomerCare");
        var failed = broken.ExitCode == 0 ? await mesh.TestsAsync("CustomerCare", "Failed") : [];
        foreach (var file in Faults.Select(fault => Products + fault.File).Distinct(StringComparer.Ordinal))
        {
            await File.WriteAllTextAsync(Path.Combine(mesh.Folder, file), mesh.All[file]);
        }

        broken.Succeeded();
        Assert.Equal(passed.Where(test => test != "FactTicketsTests.Deleted_entry_leaves_the_product"), failed);
    }

    [Fact]
    [Trait("Category", "Slow")]
    public async Task Build_refuses_a_pipeline_that_does_not_fit_its_inputs()
    {
        var (select, pipeline) = (Path.Combine(mesh.Folder, "domains/Tallies/Products/StockCounts/pipeline.sql"), Path.Combine(mesh.Folder, "domains/Tallies/Products/StockCounts/pipeline.yaml"));
        var (sql, yaml) = (await File.ReadAllTextAsync(select), await File.ReadAllTextAsync(pipeline));
        await File.WriteAllTextAsync(select, sql.Replace("inventory.stock_levels", "inventory.stock_level", StringComparison.Ordinal));
        await File.WriteAllTextAsync(pipeline, yaml.Replace("inventory.stock_levels", "inventory.stock_levels@9", StringComparison.Ordinal));
        var broken = await BuildAsync("Tallies");
        await File.WriteAllTextAsync(select, sql);
        await File.WriteAllTextAsync(pipeline, yaml);

        Assert.NotEqual(0, broken.ExitCode);
        Assert.Matches($@"{Regex.Escape(pipeline)}\(\d+,\d+\): error input\.unknown: .+ Fix: ", broken.Output);
        Assert.Matches($@"{Regex.Escape(select)}\(\d+,\d+\): error sql\.\w+: .+ Fix: ", broken.Output);
    }

    // The rooms of the house are there as their own build made them; the domains come before their tests.
    private async Task<CommandResult> BuildAsync(string domains)
    {
        const string Terms = "BuildProjectReferences=false;TreatWarningsAsErrors=true;Configuration=$(Configuration)";
        var project = Path.Combine(mesh.Folder, "..", "stamps.proj");
        await mesh.RestoreAsync();
        await File.WriteAllTextAsync(project, $"""
            <Project>
              <ItemGroup>
                <Domain Include="{domains}" />
                <Service Include="@(Domain->'$(Mesh)/domains/%(Identity)/%(Identity).csproj')" />
                <Tests Include="@(Domain->'$(Mesh)/domains/%(Identity)/Tests/%(Identity).Tests.csproj')" />
              </ItemGroup>
              <Target Name="Build">
                <MSBuild Projects="@(Service)" Targets="Build" Properties="{Terms}" BuildInParallel="true" />
                <MSBuild Projects="@(Tests)" Targets="Build" Properties="{Terms}" BuildInParallel="true" />
              </Target>
            </Project>
            """);
        return await mesh.DotNetAsync("msbuild", project, $"-p:Mesh={mesh.Folder}", $"-p:Configuration={RepositoryCopy.Configuration}", "-v:q", "-nologo", "-nodeReuse:false", "-m:1");
    }
}
