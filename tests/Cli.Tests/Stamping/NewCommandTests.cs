using System.Text.Json;

namespace MeshStarter.Cli.Tests.Stamping;

/// <summary><c>mesh new</c>: what it writes passes <c>mesh check</c> and its own cases, what cannot work is refused before a file exists, and a stamp can be taken back.</summary>
public sealed class NewCommandTests(StampedDomain stamped) : IClassFixture<StampedDomain>, IDisposable
{
    private readonly NewRepository _repository = new();

    public void Dispose() => _repository.Dispose();

    [Theory]
    [InlineData("--domain: The domain \"storage\" is a name of the platform's own.", "--domain", "storage", "--product", "parcels")]
    [InlineData("--domain: The domain \"select\" is a word of SQL", "--domain", "select", "--product", "parcels")]
    [InlineData("--product: The product \"nul\" is called like a device", "--domain", "shipping", "--product", "nul")]
    [InlineData("--product: The product \"com1\" is called like a device", "--domain", "shipping", "--product", "com1")]
    [InlineData("--product: The product \"parcels_v2\" ends in a version", "--domain", "shipping", "--product", "parcels_v2")]
    [InlineData("is longer than 40 characters", "--domain", "shipping", "--product", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("--domain: The domain \"größe\" holds \"ö\"", "--domain", "größe", "--product", "parcels")]
    [InlineData("Fix: Name it xray.", "--domain", "x_ray", "--product", "parcels")]
    [InlineData("--domain: The domain orders is there, in domains/Orders.", "--domain", "orders", "--product", "parcels")]
    [InlineData("--domain: There is no domain shipping.", "--domain", "shipping", "--product", "parcels", "--existing-domain")]
    [InlineData("--product: orders.orders is there already.", "--domain", "orders", "--product", "orders", "--existing-domain")]
    [InlineData("--product: orders.factorder_events would have the folder of orders.fact_order_events", "--domain", "orders", "--product", "factorder_events", "--existing-domain")]
    [InlineData("--domain: The domain ord_ers would have the folder domains/Orders", "--domain", "ord_ers", "--product", "parcels")]
    [InlineData("--domain: The domain \"samples\" is a name of the platform's own.", "--domain", "samples", "--product", "parcels")]
    [InlineData("--domain: The domain \"task\" is called like the type Task", "--domain", "task", "--product", "parcels")]
    [InlineData("--domain: is missing, and there is no terminal to ask on.", "--product", "parcels")]
    [InlineData("--inputs: is missing, and there is no terminal to ask on.", "--domain", "shipping", "--product", "parcels", "--kind", "aggregate")]
    [InlineData("--inputs: There is no product orders.odrers. Fix: Did you mean orders.orders?", "--domain", "shipping", "--product", "parcels", "--inputs", "orders.odrers")]
    [InlineData("--inputs: orders.orders has no major version 9. Fix: Name orders.orders, or orders.orders@1.", "--domain", "shipping", "--product", "parcels", "--inputs", "orders.orders@9")]
    [InlineData("Argument 'cube' not recognized. Must be one of: 'source-aligned' 'aggregate' 'consumer-aligned'", "--domain", "shipping", "--product", "parcels", "--kind", "cube")]
    [InlineData("--inputs: There is no product elsewhere.things.", "--domain", "shipping", "--product", "parcels", "--inputs", "elsewhere.things")]
    [InlineData("--consumer: is missing, and there is no terminal to ask on.", "--domain", "shipping", "--product", "parcels", "--kind", "consumer-aligned", "--inputs", "orders.orders")]
    [InlineData("--source: is for source-aligned products.", "--domain", "shipping", "--product", "parcels", "--source", "files", "--inputs", "orders.orders")]
    [InlineData("--owner: \"a\"b@c.de\" is not an e-mail address.", "--domain", "shipping", "--product", "parcels", "--owner", "a\"b@c.de")]
    [InlineData("Nothing was written: pipeline.stream: ", "--domain", "shipping", "--product", "parcels", "--inputs", "orders.orders", "--ports", "table, stream")]
    public async Task What_cannot_work_is_refused_before_a_file_exists(string problem, params string[] arguments)
    {
        var before = _repository.Read();
        var (exitCode, output, errors) = await _repository.RunAsync(["new", .. arguments]);
        Assert.Equal((2, ""), (exitCode, output));
        Assert.Contains(problem, Assert.Single(errors.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
        Assert.Equal(before, _repository.Read());
    }

    [Fact]
    public async Task Outside_of_a_repository_nothing_is_written()
    {
        using var elsewhere = new TestFolder();
        var (exitCode, _, errors) = await MeshCommand.RunAsync(elsewhere.Path, null, "new", "--domain", "shipping", "--product", "parcels");
        Assert.Equal((2, "There is no repository of a mesh here, or above it. Run mesh new in one, such as a clone of the mesh.\n"), (exitCode, errors));
        Assert.Empty(Directory.EnumerateFileSystemEntries(elsewhere.Path));
    }

    [Fact]
    public async Task Product_of_inputs_has_their_columns_and_passes_its_own_cases()
    {
        stamped.CopyTo(_repository);

        var files = _repository.Read();
        Assert.Contains("LEFT JOIN orders_fact_order_events USING (order_id)", files["domains/Sales/Products/OrderTotals/pipeline.sql"], StringComparison.Ordinal);
        Assert.Contains("{ name: status, type: STRING, required: true,", files["domains/Sales/Products/ByStatus/data-product.yaml"], StringComparison.Ordinal);
        Assert.Contains("consumer: \"Finance: \\\"closing\\\"\"", files["domains/Sales/Products/ByStatus/data-product.yaml"], StringComparison.Ordinal);
        Assert.Contains("new(\"first\", 2)", files["domains/Sales/Tests/ByStatusTests.cs"], StringComparison.Ordinal);
        Assert.StartsWith("# yaml-language-server: $schema=../../../../docs/schemas/pipeline.json\n", files["domains/Sales/Products/ByStatus/pipeline.yaml"], StringComparison.Ordinal);
        Assert.EndsWith("5 checked, 0 errors.\n", (await SucceedAsync("check", "domains")).Errors, StringComparison.Ordinal);
        Assert.EndsWith("4 cases, 0 failed.\n", (await SucceedAsync("pipeline", "test", "domains")).Errors, StringComparison.Ordinal);

        _repository.Write("domains/Sales/Products/OrderTotals/pipeline.sql", files["domains/Sales/Products/OrderTotals/pipeline.sql"].Replace("sum(", "max(", StringComparison.Ordinal));
        var (broken, _, failed) = await _repository.RunAsync("pipeline", "test", "domains");
        Assert.Equal((1, "4 cases, 1 failed.\n"), (broken, failed));
    }

    // A domain keeps copies of the contracts that it reads of other repositories.
    [Fact]
    public async Task Columns_of_an_input_elsewhere_come_from_the_copy_in_Consumes()
    {
        _repository.Write("domains/Orders/Consumes/depot.moves.avsc", """{"type":"record","name":"Move","fields":[{"name":"move_id","type":{"type":"string","logicalType":"uuid"}},{"name":"pieces","type":"int"}]}""");

        await SucceedAsync("new", "--domain", "orders", "--product", "moves", "--inputs", "depot.moves", "--existing-domain");

        Assert.Contains("sum(pieces) AS pieces", _repository.Read()["domains/Orders/Products/Moves/pipeline.sql"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Existing_file_is_not_overwritten()
    {
        _repository.Write("domains/Orders/Tests/ByStatusTests.cs", "// ours");
        var before = _repository.Read();

        var (exitCode, _, errors) = await _repository.RunAsync("new", "--domain", "orders", "--product", "by_status", "--inputs", "orders.orders", "--existing-domain");

        Assert.Equal(2, exitCode);
        Assert.StartsWith("Nothing was written: ", errors, StringComparison.Ordinal);
        Assert.Equal(before, _repository.Read());
    }

    [Fact]
    public async Task Stamp_is_taken_back_but_for_files_that_changed()
    {
        var before = _repository.Read();
        stamped.CopyTo(_repository);
        using (var note = JsonDocument.Parse(_repository.Read()["domains/Sales/Products/Parcels/.mesh-template.json"]))
        {
            Assert.Equal(("mesh-product", "0.1.0"), (note.RootElement.GetProperty("template").GetString(), note.RootElement.GetProperty("version").GetString()));
        }

        await SucceedAsync("new", "--undo", "--domain", "sales", "--product", "order_totals", "--yes");
        var (refused, _, said) = await _repository.RunAsync("new", "--undo", "--domain", "sales", "--product", "parcels", "--yes");
        Assert.Equal((1, "--product: sales.by_status is in the domain that came with sales.parcels. Fix: Take that back, or remove it, before.\n"), (refused, said));
        Assert.Equal(2, (await _repository.RunAsync("new", "--undo", "--domain", "sales", "--product", "by_status")).ExitCode);

        using (var answer = JsonDocument.Parse((await SucceedAsync("new", "--undo", "--domain", "sales", "--product", "by_status", "--yes", "--format", "json")).Output))
        {
            Assert.Equal(("sales.by_status", 0), (answer.RootElement.GetProperty("product").GetString(), answer.RootElement.GetProperty("kept").GetArrayLength()));
        }

        _repository.Write("domains/Sales/README.md", "# Sales");
        var undone = await SucceedAsync("new", "--undo", "--domain", "sales", "--product", "parcels", "--yes");

        Assert.Equal("domains/Sales/README.md\n", undone.Output);
        Assert.EndsWith(", 1 that changed since stay.\n", undone.Errors, StringComparison.Ordinal);
        Assert.Equal([.. before.Keys, "domains/Sales/README.md"], _repository.Read().Keys.OrderBy(file => !before.ContainsKey(file)).ThenBy(file => before.Keys.ToList().IndexOf(file)));
    }

    [Theory]
    [InlineData("Parcels", 0, "1 that changed since stay.")]
    [InlineData("ByStatus", 1, "--product: domains/Sales/Products/ByStatus/data-product.yaml is in the domain that came with sales.parcels. Fix: Take that back, or remove it, before.")]
    public async Task Product_is_taken_back_by_its_note_whatever_the_descriptors_say(string broken, int expected, string said)
    {
        stamped.CopyTo(_repository);
        var taken = (string[])(broken == "Parcels" ? ["order_totals", "by_status"] : ["order_totals"]);
        foreach (var product in taken)
        {
            await SucceedAsync("new", "--undo", "--domain", "sales", "--product", product, "--yes");
        }

        var descriptor = $"domains/Sales/Products/{broken}/data-product.yaml";
        _repository.Write(descriptor, _repository.Read()[descriptor].Replace("schema:", "shcema:", StringComparison.Ordinal));
        var before = _repository.Read();

        var (exitCode, _, errors) = await _repository.RunAsync("new", "--undo", "--domain", "sales", "--product", "parcels", "--yes");

        Assert.Equal(expected, exitCode);
        Assert.EndsWith($"{said}\n", errors, StringComparison.Ordinal);
        Assert.Equal(expected == 0 ? [descriptor] : before.Keys.Where(IsOfDomain), _repository.Read().Keys.Where(IsOfDomain));
        static bool IsOfDomain(string file) => file.StartsWith("domains/Sales/", StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Terminal_gets_questions_for_what_is_missing_until_it_can_work()
    {
        Skip.IfNot(File.Exists("/usr/bin/script"), "script, which gives a program a terminal, is not here.");
        string[] answers = ["storage", "sales", "by_status", "aggregate", "orders.odrers", "orders.orders", "y"];
        var (exitCode, output, _) = await ForeignProgram.AnswerAsync(
            "/usr/bin/script", ["-qec", $"dotnet '{Path.Combine(AppContext.BaseDirectory, "mesh.dll")}' new", "/dev/null"], string.Concat(answers.Select(answer => $"{answer}\n")), _repository.Folder);

        Assert.True(exitCode == 0, output);
        Assert.Contains("is a name of the platform's own", output, StringComparison.Ordinal);
        Assert.Contains("Did you mean orders.orders?", output, StringComparison.Ordinal);
        Assert.Contains("domains/Sales/Products/ByStatus/pipeline.sql", _repository.Read().Keys);
    }

    // The third has other files, and shares those of a domain with them.
    [Fact]
    [Trait("Category", "Slow")]
    public async Task Of_teams_that_stamp_one_domain_at_once_one_has_it()
    {
        var temporary = Directory.CreateDirectory(Path.Combine(_repository.Folder, "temporary")).FullName;
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["TMPDIR"] = temporary, ["TMP"] = temporary };
        var calls = await Task.WhenAll(
            MeshCommand.RunProcessAsync(_repository.Folder, environment, "", ["new", "--domain", "sales", "--product", "parcels"]),
            MeshCommand.RunProcessAsync(_repository.Folder, environment, "", ["new", "--domain", "sales", "--product", "parcels"]),
            MeshCommand.RunProcessAsync(_repository.Folder, environment, "", ["new", "--domain", "sales", "--product", "totals", "--inputs", "orders.orders"]));

        Assert.Equal([0, 2, 2], calls.Select(call => call.ExitCode).Order());
        Assert.All(calls.Where(call => call.ExitCode == 2), call => Assert.EndsWith(" is there already. Fix: Choose another name, or move that away.", call.Errors.TrimEnd().Split('\n')[^1], StringComparison.Ordinal));
        Assert.Single(_repository.Read().Keys, file => file.EndsWith(".mesh-template.json", StringComparison.Ordinal));
        Assert.Empty(Directory.EnumerateFiles(temporary, "*.lock"));
        Assert.EndsWith("3 checked, 0 errors.\n", (await SucceedAsync("check", "domains")).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Input_whose_descriptor_is_half_written_is_named_with_its_file()
    {
        const string Half = "domains/Orders/Products/Orders/data-product.yaml";
        _repository.Write(Half, _repository.Read()[Half][..700]);

        var (exitCode, _, errors) = await _repository.RunAsync("new", "--domain", "sales", "--product", "by_status", "--inputs", "orders.orders");

        Assert.Equal((2, $"--inputs: There is no product orders.orders. Fix: Correct {Half}, of which mesh check says what is wrong, or name another.\n"), (exitCode, errors));
    }

    private Task<(string Output, string Errors)> SucceedAsync(params string[] arguments) => _repository.SucceedAsync(arguments);
}
