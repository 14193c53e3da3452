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

    [Theory]
    [InlineData("ARRAY<INTEGER>", "{1,NULL,-3}", "[1,null,-3]")]
    [InlineData("ARRAY<STRING>", """{a,"b, {c}","say \"x\" \\ y","",NULL,"NULL"}""", """["a","b, {c}","say \u0022x\u0022 \\ y","",null,"NULL"]""")]
    [InlineData("ARRAY<ARRAY<DATE>>", "{{2026-01-31,2026-02-01},{NULL,NULL}}", """[["2026-01-31","2026-02-01"],[null,null]]""")]
    [InlineData("ARRAY<STRING>", "{}", "[]")]
    [InlineData("ARRAY<STRING>", """["a"]""", """["a"]""")]
    [InlineData("ARRAY<INTEGER>", "{1,", "\"{1,\"")]
    [InlineData("ARRAY<INTEGER>", "{{{{{{1}}}}}}", "[[[[[[1]]]]]]")]
    [InlineData("ARRAY<INTEGER>", "{{{{{{{1}}}}}}}", "\"{{{{{{{1}}}}}}}\"")]
    [InlineData("ARRAY<INTEGER>", "[0:1]={1,2}", "[1,2]")]
    [InlineData("ARRAY<ARRAY<INTEGER>>", "[1:1][-2:-1]={{3,5}}", "[[3,5]]")]
    [InlineData("ARRAY<INTEGER>", "[0:1]=[1,2]", "\"[0:1]=[1,2]\"")]
    public void Array_of_a_table_is_one_of_the_product(string type, string text, string expected)
    {
        var product = IntakeWorld.Product($"name: sales.customers\nowner: sales-team@company.com\nkey: [id]\nschema:\n  - {{ name: id, type: INTEGER, required: true }}\n  - {{ name: values, type: \"{type}\" }}");
        var source = SourceDefinitionReader.Read("name: crm\nkind: postgres\ntable: public.customers", "source.yaml", product).Definition!;

        var row = source.Columns.Row(column => column == "id" ? "1" : text);

        Assert.Equal(expected, row.GetProperty("values").GetRawText());
    }

    [Fact]
    public void Text_of_braces_alone_is_no_array()
    {
        var product = IntakeWorld.Product("name: sales.customers\nowner: sales-team@company.com\nkey: [id]\nschema:\n  - { name: id, type: INTEGER, required: true }\n  - { name: values, type: ARRAY<INTEGER> }");
        var source = SourceDefinitionReader.Read("name: exports\nkind: files\npath: /exports", "source.yaml", product).Definition!;
        var braces = new string('{', 1_000_000);

        Assert.Equal(braces, source.Columns.Row(column => column == "id" ? "1" : braces).GetProperty("values").GetString());
    }

    [Fact]
    public void Table_needs_a_product_with_a_key()
    {
        var result = SourceDefinitionReader.Read("name: crm\nkind: postgres\ntable: public.customers", "source.yaml", IntakeWorld.Product(IntakeWorld.Customers.Replace("key: [customer_id]", "", StringComparison.Ordinal)));
        Assert.Contains("source.key", Assert.Single(result.Issues).ToString(), StringComparison.Ordinal);
    }
}
