using MeshStarter.Contracts.Descriptors.Reading;

namespace MeshStarter.Sdk.Generator.Tests;

/// <summary>Faults of a contract's file are reported there, at its line.</summary>
public sealed class ContractFileTests
{
    private const string File = "Products/Orders/data-product.yaml";

    private const string Descriptor =
        """
        name: shop.orders
        owner: shop@example.org
        schema:
          - { name: order_id, type: UUID, required: true }
          - { name: total, type: "DECIMAL(18,2)" }
          - { name: items, type: "ARRAY<STRUCT<n:INTEGER>>" }
        """;

    private const string Schema =
        """
        { "type": "record", "name": "Order", "fields": [
          { "name": "order_id", "type": { "type": "string", "logicalType": "uuid" } },
          { "name": "total", "type": ["null", { "type": "bytes", "logicalType": "decimal", "precision": 18, "scale": 2 }] },
          { "name": "items", "type": { "type": "array", "items": { "type": "record", "name": "Item", "fields": [ { "name": "n", "type": "int" } ] } } } ] }
        """;

    [Theory]
    [InlineData("type: UUID", "type: UUIDD", "MESH1001", 4)]
    [InlineData("name: total", "name: order_id", "MESH1001", 5)]
    [InlineData("name: total", "name: to tal", "MESH1001", 5)]
    [InlineData("name: total, ", "", "MESH1001", 5)]
    [InlineData("name: shop.orders", "name: shop", "MESH1001", 1)]
    [InlineData("owner: shop@example.org", "version: \"2\"", "MESH1001", 2)]
    [InlineData("schema:", "\tschema:", "MESH1001", 3)]
    [InlineData("\"DECIMAL(18,2)\"", "\"DECIMAL(18,2)", "MESH1001", 5)]
    public async Task Broken_descriptor_is_one_fault_with_the_line_and_rule_that_the_command_line_has(string sound, string broken, string id, int line)
    {
        var text = Descriptor.Replace(sound, broken, StringComparison.Ordinal);
        var compiled = await CompiledContracts.OfAsync("", (File, text));

        var issue = Assert.Single(DescriptorReader.Read(text, File).Issues, issue => issue.Severity == IssueSeverity.Error && issue.Line == line);
        Assert.Equal([$"{id} {File}:{line}"], compiled.Broken);
        Assert.Contains($"{issue.Rule}: {issue.Message} Fix: {issue.Fix}", Assert.Single(compiled.Found).GetMessage(null), StringComparison.Ordinal);
    }

    // What no code is written against is said by the check, not by the compiler.
    [Fact]
    public async Task Fault_elsewhere_in_a_descriptor_keeps_no_record_back()
    {
        var compiled = await CompiledContracts.OfAsync(
            "static class Use { static object Run() => new MeshStarter.Shop.Products.Orders.OrdersRow(Guid.Empty); }",
            (File, Descriptor.Replace("owner: shop@example.org", "ownr: nobody\nquality: 7", StringComparison.Ordinal)));

        Assert.Empty(compiled.Found);
    }

    [Theory]
    [InlineData("\"scale\": 2", "\"scale\": 19", "MESH1001", 3)]
    [InlineData("\"n\", \"type\": \"int\"", "\"n\", \"type\": \"Order\"", "MESH1001", 4)]
    [InlineData("\"n\", \"type\": \"int\"", "\"n\", \"type\": \"integer\"", "MESH1001", 4)]
    [InlineData("\"n\", \"type\": \"int\"", "\"n\", \"type\": [\"int\", \"string\"]", "MESH1001", 4)]
    [InlineData("\"n\", \"type\": \"int\"", "\"n\"", "MESH1001", 4)]
    [InlineData("\"name\": \"Item\"", "\"name\": \"Order\"", "MESH1001", 4)]
    [InlineData("\"type\": \"record\", \"name\": \"Order\"", "\"type\": \"enum\", \"name\": \"Order\"", "MESH1001", 1)]
    [InlineData("\"name\": \"items\"", "\"name\": \"Total\"", "MESH1001", 4)]
    [InlineData("\"n\", \"type\": \"int\"", "\"n\", \"type\": \"long\"", "MESH1002", 4)]
    [InlineData("\"name\": \"total\"", "\"name\": \"sum\"", "MESH1002", 3, "MESH1002", 1)]
    [InlineData("{ \"type\": \"string\", \"logicalType\": \"uuid\" }", "[\"null\", { \"type\": \"string\", \"logicalType\": \"uuid\" }]", "MESH1002", 2)]
    public async Task Schema_that_is_none_or_contradicts_its_descriptor_is_a_fault_at_its_line(string sound, string broken, string id, int line, string? alsoId = null, int alsoLine = 0)
    {
        const string AvscFile = "Products/Orders/order.avsc";
        Assert.Contains(sound, Schema, StringComparison.Ordinal);

        var compiled = await CompiledContracts.OfAsync("", (File, Descriptor), (AvscFile, Schema.Replace(sound, broken, StringComparison.Ordinal)));

        string[] expected = alsoId is null ? [$"{id} {AvscFile}:{line}"] : [$"{alsoId} {AvscFile}:{alsoLine}", $"{id} {AvscFile}:{line}"];
        Assert.Equal(expected, compiled.Broken);
    }

    [Theory]
    [InlineData("{", 2)]
    [InlineData("{\n\t\"type\": \"record,\n}\n", 2)]
    public async Task Schema_that_is_no_json_is_called_that(string text, int line)
    {
        const string AvscFile = "Products/Orders/order.avsc";

        var compiled = await CompiledContracts.OfAsync("", (File, Descriptor), (AvscFile, text));

        Assert.Equal([$"MESH1001 {AvscFile}:{line}"], compiled.Broken);
        var message = Assert.Single(compiled.Found).GetMessage(null);
        Assert.StartsWith("avro.syntax: This is not JSON: ", message, StringComparison.Ordinal);
        Assert.DoesNotContain("YAML", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Contradiction_names_the_line_of_the_other_file()
    {
        var compiled = await CompiledContracts.OfAsync("", (File, Descriptor), ("Products/Orders/order.avsc", Schema.Replace("\"scale\": 2", "\"scale\": 3", StringComparison.Ordinal)));

        Assert.Equal($"total is DECIMAL(18,3) here and DECIMAL(18,2) in {File}:5. Fix: Write the same type in both.", Assert.Single(compiled.Found).GetMessage(null));
    }

    [Theory]
    [InlineData("Products/Orders/order.avsc")]
    [InlineData("Consumes/orders.avsc")]
    [InlineData("Consumes/Orders.Orders.avsc")]
    public async Task Schema_of_no_product_is_a_fault(string file)
    {
        var compiled = await CompiledContracts.OfAsync("", (file, Schema));

        Assert.Equal([$"MESH1001 {file}:1"], compiled.Broken);
    }

    [Theory]
    [InlineData("Order", "Item")]
    [InlineData("ORDER", "ITEM")]
    [InlineData("ORDER", "Part")]
    [InlineData("Purchase", "Item")]
    public async Task Two_contracts_that_would_make_one_record_are_a_fault_and_the_first_makes_it(string order, string item)
    {
        var second = Schema.Replace("\"Order\"", $"\"{order}\"", StringComparison.Ordinal).Replace("\"Item\"", $"\"{item}\"", StringComparison.Ordinal);

        var compiled = await CompiledContracts.OfAsync(
            "static class Use { static string Run() => nameof(MeshStarter.Shop.Consumes.Order); }", ("Consumes/b.orders.avsc", second), ("Consumes/a.orders.avsc", Schema));

        Assert.Equal(["MESH1003 Consumes/b.orders.avsc:1"], compiled.Broken);
        Assert.Empty(compiled.Of("CS"));
    }

    [Fact]
    public async Task Records_within_rows_may_differ_by_case_alone()
    {
        var second = Schema.Replace("\"Order\"", "\"Purchase\"", StringComparison.Ordinal).Replace("\"Item\"", "\"ITEM\"", StringComparison.Ordinal);

        var compiled = await CompiledContracts.OfAsync(
            "static class Use { static string[] Run() => [nameof(MeshStarter.Shop.Consumes.Item), nameof(MeshStarter.Shop.Consumes.ITEM)]; }", ("Consumes/b.orders.avsc", second), ("Consumes/a.orders.avsc", Schema));

        Assert.Empty(compiled.Found);
        Assert.Empty(compiled.Of("CS"));
    }

    [Fact]
    public async Task File_that_is_no_contract_makes_nothing()
    {
        var compiled = await CompiledContracts.OfAsync("", ("", Descriptor));

        Assert.Empty(compiled.Run.GeneratedTrees);
    }
}
