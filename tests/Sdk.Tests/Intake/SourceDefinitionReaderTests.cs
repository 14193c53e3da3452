using MeshStarter.Platform.Sources.Definitions;

namespace MeshStarter.Sdk.Tests.Intake;

[Trait("Category", "Quick")]
public sealed class SourceDefinitionReaderTests
{
    [Theory]
    [InlineData("kind: files\npath: /data", "source.yaml:1: name: key.missing: ")]
    [InlineData("name: CRM\nkind: files", "source.yaml:1: name: name.form: ")]
    [InlineData("name: crm", "source.yaml:1: kind: key.missing: ")]
    [InlineData("name: crm\nkind: oracle", "source.yaml:2: kind: value.unknown: ")]
    [InlineData("name: crm\nkind: postgres", "source.yaml:1: table: key.missing: ")]
    [InlineData("name: crm\nkind: postgres\ntable: customers", "source.yaml:3: table: table.form: ")]
    [InlineData("name: crm\nkind: postgres\ntable: public.customers\nslot: My-Slot", "source.yaml:4: slot: name.form: ")]
    [InlineData("name: crm\nkind: postgres\ntable: public.customers\npath: /data", "source.yaml:4: path: key.unknown: ")]
    [InlineData("name: crm\nkind: postgres\ntable: public.customers\ncolumns:\n  id: customer_id", "source.yaml:5: columns.id: key.unknown: ")]
    [InlineData("name: crm\nkind: postgres\ntable: public.customers\npoll:\n  every: 1 minute", "poll.by: key.missing: ")]
    [InlineData("name: crm\nkind: postgres\ntable: public.customers\npoll: { by: version, every: never }", "source.yaml:4: poll.every: every.form: ")]
    [InlineData("name: crm\nkind: files\npath: exports", "source.yaml:3: path: path.form: ")]
    [InlineData("name: crm\nkind: files\nformat: excel", "source.yaml:3: format: value.unknown: ")]
    public void Fault_has_file_line_key_and_fix(string yaml, string expected)
    {
        var result = SourceDefinitionReader.Read(yaml, "source.yaml", IntakeWorld.Product(IntakeWorld.Customers));
        Assert.Null(result.Definition);
        Assert.Contains(expected, Assert.Single(result.Issues).ToString(), StringComparison.Ordinal);
        Assert.Contains(" Fix: ", result.Issues[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Table_needs_a_product_with_a_key()
    {
        var result = SourceDefinitionReader.Read("name: crm\nkind: postgres\ntable: public.customers", "source.yaml", IntakeWorld.Product(IntakeWorld.Customers.Replace("key: [customer_id]", "", StringComparison.Ordinal)));
        Assert.Contains("source.key", Assert.Single(result.Issues).ToString(), StringComparison.Ordinal);
    }
}
