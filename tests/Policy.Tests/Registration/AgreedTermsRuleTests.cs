using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Types;
using MeshStarter.Policy.Registration;
using MeshStarter.Policy.Rules;

namespace MeshStarter.Policy.Tests.Registration;

/// <summary>The rules about who answers, what a product is made of, and how it is written down.</summary>
public sealed class AgreedTermsRuleTests
{
    private static readonly DataProductDescriptor Sound = new()
    {
        Name = new DataProductId("orders", "orders"),
        Owner = "orders-team@company.com",
        Accountable = new AccountablePerson("Ada Lovelace", "ada@company.com"),
        Description = "The current state of each order",
        Schema = [new ColumnDefinition { Name = "order_id", Type = ColumnType.Parse("UUID"), Description = "Names the order in every product" }],
    };

    [Fact]
    public void Accountable_person_is_named_alongside_the_team()
    {
        Assert.Empty(Check("check: accountable", Sound));
        Assert.Equal(["orders.orders: accountable: r: No person is named who decides about the product. Fix: Write \"accountable: { name: Ada Lovelace, email: ada@company.com }\"."], Check("check: accountable", Sound with { Accountable = null }));
        Assert.Single(Check("check: accountable", Sound with { Accountable = new AccountablePerson("The team", "Orders-Team@company.com") }));
    }

    [Theory]
    [InlineData(ProductKind.SourceAligned, null, false, null)]
    [InlineData(ProductKind.Aggregate, null, false, "inputs")]
    [InlineData(ProductKind.Aggregate, null, true, null)]
    [InlineData(ProductKind.ConsumerAligned, null, true, "consumer")]
    [InlineData(ProductKind.ConsumerAligned, "Finance", true, null)]
    public void Kind_names_what_it_is_made_of_or_for(ProductKind kind, string? consumer, bool hasInputs, string? field)
    {
        var found = Check("check: kind", Sound with { Kind = kind, Consumer = consumer, Inputs = hasInputs ? [DataProductId.Parse("orders.raw")] : [] });
        Assert.Equal(field is null ? [] : [$"orders.orders: {field}"], found.Select(each => string.Join(": ", each.Split(": ").Take(2))));
    }

    [Fact]
    public void Lineage_is_known_where_each_input_is_a_product()
    {
        var aggregate = Sound with { Kind = ProductKind.Aggregate, Inputs = [DataProductId.Parse("orders.raw"), DataProductId.Parse("orders.gone")] };
        Assert.Equal(["orders.orders: inputs[1]: r: There is no product orders.gone. Fix: Name a product of the mesh; it is registered first."], Check("check: lineage_known", aggregate, product => product.Product == "raw"));
        Assert.Empty(Check("check: lineage_known", aggregate));
        Assert.Single(Check("check: lineage_known", aggregate with { Inputs = [] }, _ => true));
        Assert.Empty(Check("check: lineage_known", Sound, _ => false));
    }

    [Fact]
    public void Shared_key_has_the_agreed_type()
    {
        const string Rule = "check: shared_keys, keys: { order_id: UUID, total: \"DECIMAL(18,2)\" }";
        Assert.Empty(Check(Rule, Sound));
        Assert.Equal(
            ["orders.orders: schema[1].type: r: The column Order_Id is STRING; everywhere else it is UUID. Fix: Write \"type: UUID\", or give the column another name."],
            Check(Rule, Sound with { Schema = [new ColumnDefinition { Name = "total", Type = ColumnType.Parse("DECIMAL(18,2)") }, new ColumnDefinition { Name = "Order_Id", Type = PrimitiveType.Text }] }));
    }

    [Fact]
    public void Open_format_is_a_table()
    {
        Assert.Empty(Check("check: open_format", Sound));
        Assert.Empty(Check("check: open_format", Sound with { Ports = [PortType.Stream, PortType.Table] }));
        Assert.Single(Check("check: open_format", Sound with { Ports = [PortType.Stream] }));
    }

    [Fact]
    public void Description_says_more_than_the_name()
    {
        Assert.Empty(Check("check: documented", Sound));
        Assert.Equal(["description", "schema[0].description"], Check("check: documented", Sound with
        {
            Description = "Orders",
            Schema = [new ColumnDefinition { Name = "order_id", Type = PrimitiveType.Text, Description = "The order id." }],
        }).Select(each => each.Split(": ")[1]));
        Assert.Single(Check("check: documented, words: 20", Sound));
    }

    [Theory]
    [InlineData("check: shared_keys", "key.missing")]
    [InlineData("check: shared_keys, keys: { order_id: UID }", "type.unknown")]
    [InlineData("check: shared_keys, keys: { order_id: UUID, ORDER_ID: UUID }", "key.duplicate")]
    [InlineData("check: documented, words: many", "documented.words")]
    [InlineData("check: documented, words: 0", "documented.words")]
    public void Wrong_terms_are_refused(string rule, string issue) =>
        Assert.Contains(Assert.Throws<PolicyFormatException>(() => Rule(rule)).Issues, each => each.Rule == issue);

    private static IReadOnlyList<string> Check(string rule, DataProductDescriptor descriptor, Func<DataProductId, bool>? isKnown = null) =>
        [.. DescriptorLint.Check(Rule(rule), descriptor, isKnown).Select(violation => violation.ToString())];

    private static PolicyBundle Rule(string rule) => Bundles.WithRegistration($"- {{ id: r, description: d, severity: error, {rule} }}");
}
