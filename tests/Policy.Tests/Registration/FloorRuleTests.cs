using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Types;
using MeshStarter.Policy.Registration;
using MeshStarter.Policy.Rules;

namespace MeshStarter.Policy.Tests.Registration;

/// <summary>The least that a mesh requires: personal data is covered by its rules, and promises have a floor.</summary>
public sealed class FloorRuleTests
{
    private const string Covered = "check: personal_data_covered";
    private const string Uncovered = "orders.orders: schema[1].name: r: The column email is personal data, and no mask or deny of the rules in force covers it. "
        + "Fix: Propose a rule that masks its tag, or denies the product to others, and register the product then.";

    private static readonly DataProductDescriptor Sound = new()
    {
        Name = new DataProductId("orders", "orders"),
        Owner = "orders-team@company.com",
        Schema = [Column("order_id"), Column("email", "pii.email")],
    };

    [Theory]
    [InlineData("effect: mask, columns: { tags: [pii] }, mask: redact, when: everyone, unless: [{ own_domain: true }, { granted: true }, { roles: [auditor] }]", true)]
    [InlineData("effect: mask, columns: { names: [email] }, mask: year, when: { own_domain: false }", true)]
    [InlineData("effect: mask, columns: { tags: [pii] }, mask: redact, when: { classification: [internal] }", true)]
    [InlineData("effect: deny, actions: [read], when: { column_tags: [pii] }, unless: { own_domain: true }", true)]
    [InlineData("effect: mask, columns: { tags: [pii.phone] }, mask: redact, when: everyone", false)]
    [InlineData("effect: mask, columns: { tags: [pii] }, mask: redact, when: { roles: [analyst] }", false)]
    [InlineData("effect: mask, columns: { tags: [pii] }, mask: redact, when: { products: [orders.others] }", false)]
    [InlineData("effect: mask, columns: { tags: [pii] }, mask: redact, when: everyone, unless: { own_domain: false }", false)]
    [InlineData("effect: deny, actions: [discover], when: everyone", false)]
    [InlineData("effect: permit, actions: [read], when: everyone", false)]
    public void Personal_data_is_covered_by_a_mask_or_deny_for_others(string rule, bool isCovered) =>
        Assert.Equal(isCovered ? [] : [Uncovered], Check(Covered, Sound, $"- {{ id: a, description: d, {rule} }}"));

    [Fact]
    public void Field_that_is_declared_as_personal_data_needs_a_cover_too()
    {
        var declared = Sound with { Schema = [Column("order_id"), Column("email")], Access = new AccessTerms { PiiFields = ["email"] } };
        Assert.Equal([Uncovered], Check(Covered, declared, ""));
        Assert.Empty(Check(Covered, Sound with { Schema = [Column("order_id")] }, ""));
    }

    [Fact]
    public void Mask_in_its_grace_covers_nothing()
    {
        const string Mask = "- {{ id: a, description: d, effect: mask, columns: {{ tags: [pii] }}, mask: redact, when: everyone, grace: {0} }}";
        var now = new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero);
        IReadOnlyList<string> At(string grace) =>
            [.. DescriptorLint.Check(Bundles.WithBoth(string.Format(null, Mask, grace), $"- {{ id: r, description: d, severity: error, {Covered} }}").AsOf(now), Sound).Select(violation => violation.ToString())];
        Assert.Equal([Uncovered], At("2027-02-01"));
        Assert.Empty(At("2026-12-01"));
    }

    [Theory]
    [InlineData("completeness: 99%", "99%", null, null)]
    [InlineData("completeness: 99%", "98.99%", null, "quality.completeness: r: The product promises a completeness of 98.99%; the mesh promises 99% or more. Fix: Write \"completeness: 99%\" or more, and keep it.")]
    [InlineData("completeness: 99%", null, null, "quality.completeness: r: The product promises no completeness; the mesh promises 99% or more. Fix: Write \"completeness: 99%\" or more, and keep it.")]
    [InlineData("availability: 99%", "98.99%", null, "quality.availability: r: The product promises no availability; the mesh promises 99% or more. Fix: Write \"availability: 99%\" or more, and keep it.")]
    [InlineData("freshness: 1 day", null, "24 hours", null)]
    [InlineData("freshness: 1 day", null, "by 06:00 daily Europe/Berlin", null)]
    [InlineData("freshness: 1 hour", null, "by 06:00 daily Europe/Berlin", "quality.freshness_sla: r: The product promises rows that are as old as \"by 06:00 daily Europe/Berlin\"; the mesh promises 1 hour or less. Fix: Write \"freshness_sla: 1 hour\" or less, and keep it.")]
    [InlineData("freshness: 1 day", null, null, "quality.freshness_sla: r: The product promises no freshness; the mesh promises 1 day or less. Fix: Write \"freshness_sla: 1 day\" or less, and keep it.")]
    public void Promises_have_a_floor(string floor, string? completeness, string? freshness, string? expected) => Assert.Equal(
        expected is null ? [] : [$"orders.orders: {expected}"],
        Check($"check: promises_at_least, {floor}", Sound with { Quality = new QualityTerms { Completeness = completeness, FreshnessSla = freshness } }, ""));

    [Theory]
    [InlineData("", "key.missing")]
    [InlineData(", completeness: all", "promises.completeness")]
    [InlineData(", availability: 101%", "promises.availability")]
    [InlineData(", freshness: soon", "promises.freshness")]
    public void Wrong_floors_are_refused(string keys, string issue) =>
        Assert.Contains(Assert.Throws<PolicyFormatException>(() => Bundles.WithRegistration($"- {{ id: r, description: d, severity: error, check: promises_at_least{keys} }}")).Issues, each => each.Rule == issue);

    private static IReadOnlyList<string> Check(string rule, DataProductDescriptor descriptor, string access) =>
        [.. DescriptorLint.Check(Bundles.WithBoth(access, $"- {{ id: r, description: d, severity: error, {rule} }}"), descriptor).Select(violation => violation.ToString())];

    private static ColumnDefinition Column(string name, params string[] tags) => new() { Name = name, Type = PrimitiveType.Text, Tags = tags };
}
