using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Descriptors.Reading;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Types;
using MeshStarter.Policy.Registration;
using MeshStarter.Policy.Tests.Cases;

namespace MeshStarter.Policy.Tests.Registration;

public sealed class DescriptorLintTests
{
    private static readonly DataProductDescriptor Sound = new()
    {
        Name = new DataProductId("orders", "orders"),
        Owner = "orders-team@company.com",
        Accountable = new AccountablePerson("Ana Souza", "ana.souza@company.com"),
        Description = "Every order of the shop, a row an order",
        Schema = [Column("order_id", "UUID"), Column("customer_email", "STRING", "pii.email")],
        Quality = new QualityTerms { FreshnessSla = "5 minutes", Completeness = "99.9%" },
        Examples = ["SELECT 1"],
    };

    /// <summary>The descriptors of the sample domains, embedded as they are.</summary>
    public static TheoryData<string> Samples { get; } = new(typeof(DescriptorLintTests).Assembly
        .GetManifestResourceNames().Where(name => name.StartsWith("sample:", StringComparison.Ordinal)));

    public static TheoryData<DataProductDescriptor, string[]> Violations { get; } = new()
    {
        { Sound, [] },
        { Sound with { Owner = "Orders Team" }, ["orders.orders: owner: owner-can-be-reached: The owner \"Orders Team\" is not an e-mail address. Fix: Name a person or team that readers can write to, such as orders-team@company.com."] },
        { Sound with { Name = new DataProductId("catalog", "orders") }, ["catalog.orders: name: names-of-the-platform: The domain \"catalog\" is a name of the platform's own. Fix: Choose another name for the domain."] },
        { With(Column("order", "INTEGER")), ["orders.orders: warning: schema[2].name: columns-in-snake-case: The column \"order\" is named by a word of SQL, which each query would have to quote. Fix: Choose another name, such as order_value."] },
        { With(Column("Order", "INTEGER")), ["orders.orders: warning: schema[2].name: columns-in-snake-case: The column \"Order\" is not named in lower snake case. Fix: Name it \"order_value\"."] },
        { With(Column("TotalAmount", "DECIMAL(18,2)")), ["orders.orders: warning: schema[2].name: columns-in-snake-case: The column \"TotalAmount\" is not named in lower snake case. Fix: Name it \"total_amount\"."] },
        {
            Sound with { Description = " ", Schema = [Column("order_id", "UUID") with { Description = null }] },
            [
                "orders.orders: warning: description: things-are-described: The description of the product has fewer than 5 words. Fix: Say in a sentence what it holds and for whom.",
                "orders.orders: warning: schema[0].description: things-are-described: The description of the column order_id says no more than its name. Fix: Say what its values mean, in which unit, and when there is none.",
            ]
        },
        { Sound with { Access = new AccessTerms { Classification = Classification.Restricted } }, ["orders.orders: retention: sensitive-data-expires: A restricted product does not say how long its rows stay. Fix: Write \"retention: 400 days\"."] },
        { Sound with { Access = new AccessTerms { Classification = Classification.Confidential }, Retention = new RetentionTerms(TimeSpan.FromDays(1)) }, [] },
        { Sound with { Quality = Sound.Quality with { FreshnessSla = null } }, ["orders.orders: quality.freshness_sla: freshness-is-promised: The product does not say how old its data may be. Fix: Write \"freshness_sla: 5 minutes\", or \"freshness_sla: by 06:00 daily Europe/Berlin\"."] },
        { Sound with { Quality = Sound.Quality with { Completeness = "95%" } }, ["orders.orders: quality.completeness: promises-have-a-floor: The product promises a completeness of 95%; the mesh promises 99% or more. Fix: Write \"completeness: 99%\" or more, and keep it."] },
        { Sound with { Accountable = null }, ["orders.orders: accountable: a-person-is-accountable: No person is named who decides about the product. Fix: Write \"accountable: { name: Ada Lovelace, email: ada@company.com }\"."] },
        { Sound with { Examples = [] }, ["orders.orders: warning: examples: examples-are-given: The product has no example. Fix: Add a query such as \"SELECT * FROM orders.orders LIMIT 10\"."] },
    };

    [Theory]
    [MemberData(nameof(Violations))]
    public void Descriptor_breaks_the_default_rules_as_expected(DataProductDescriptor descriptor, string[] expected) =>
        Assert.Equal(expected, DescriptorLint.Check(DecisionCases.Bundle, descriptor).Select(violation => violation.ToString()));

    [Theory]
    [InlineData("email", "STRING", "email")]
    [InlineData("Contact_EMail", "STRING", "Contact_EMail")]
    [InlineData("customerEmail", "STRING", "customerEmail")]
    [InlineData("shipping_addresses", "ARRAY<STRING>", "shipping_addresses")]
    [InlineData("date_of_birth", "DATE", "date_of_birth")]
    [InlineData("contact", "ARRAY<STRUCT<id:UUID, work:MAP<STRING, STRUCT<mobile_phone:STRING>>>>", "contact.work.mobile_phone")]
    public void Column_that_looks_personal_must_be_declared(string name, string type, string suspect)
    {
        Assert.Contains(
            $"orders.orders: schema[2].name: personal-data-is-declared: The column {suspect} looks like personal data and is not declared as such. Fix: Add {name} to access.pii_fields or tag it pii; if it is none, tag it not_personal.",
            Check(With(Column(name, type))));
        Assert.Empty(Check(With(Column(name, type, "pii"))));
        Assert.Empty(Check(With(Column(name, type, "not_personal"))));
        Assert.Empty(Check(With(Column(name, type)) with { Access = new AccessTerms { PiiFields = [name] } }));
    }

    [Theory]
    [InlineData("emailed_at")]
    [InlineData("customer_id")]
    [InlineData("customer_city")]
    [InlineData("product_name")]
    [InlineData("addressed")]
    [InlineData("birth_rate")]
    [InlineData("telephony")]
    public void Column_that_does_not_look_personal_passes(string name) => Assert.Empty(Check(With(Column(name, "STRING"))));

    [Fact]
    public void Internal_product_has_its_article() => Assert.Equal(
        ["orders.orders: retention: r: An internal product does not say how long its rows stay. Fix: Write \"retention: 400 days\"."],
        DescriptorLint.Check(Bundles.WithRegistration("- { id: r, description: d, severity: error, check: retention_stated, classification: [internal] }"), Sound with { Access = new AccessTerms { Classification = Classification.Internal } })
            .Select(violation => violation.ToString()));

    [Theory]
    [InlineData("a@b.c", true)]
    [InlineData("orders-team+mesh@mail.company.com", true)]
    [InlineData("@b.c", false)]
    [InlineData("a@b", false)]
    [InlineData("a@b.", false)]
    [InlineData("a@.c", false)]
    [InlineData("a@b..c", false)]
    [InlineData("a@b@c.d", false)]
    [InlineData("a b@c.d", false)]
    [InlineData("Ana <a@b.c>", false)]
    public void Owner_can_be_written_to(string owner, bool expected) =>
        Assert.Equal(expected, DescriptorLint.Check(DecisionCases.Bundle, Sound with { Owner = owner }).Count == 0);

    [Theory]
    [MemberData(nameof(Samples))]
    public void Sample_descriptor_breaks_no_rule(string sample)
    {
        var result = DescriptorReader.Read(DecisionCases.Text(sample), sample);
        Assert.Empty(result.Issues);
        Assert.Empty(DescriptorLint.Check(DecisionCases.Bundle, result.Descriptor!));
    }

    private static string[] Check(DataProductDescriptor descriptor) =>
        [.. DescriptorLint.Check(DecisionCases.Bundle, descriptor).Where(violation => violation.Severity == IssueSeverity.Error).Select(violation => violation.ToString())];

    private static DataProductDescriptor With(ColumnDefinition column) => Sound with { Schema = [.. Sound.Schema, column] };

    private static ColumnDefinition Column(string name, string type, params string[] tags) =>
        new() { Name = name, Type = ColumnType.Parse(type), Description = "d", Tags = tags };
}
