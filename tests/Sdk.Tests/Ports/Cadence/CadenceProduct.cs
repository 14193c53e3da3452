using MeshStarter.Contracts.Descriptors.Reading;
using MeshStarter.Sdk.Products;

namespace MeshStarter.Sdk.Tests.Ports.Cadence;

/// <summary>Products of domain <c>shop</c> that differ in what their publish interval comes from.</summary>
internal static class CadenceProduct
{
    /// <summary>A product.</summary>
    /// <param name="name">Its name within the domain.</param>
    /// <param name="freshness">Its <c>freshness_sla</c>; null where none is stated.</param>
    /// <param name="refersTo">The full name of a product that a <c>referential</c> check of it refers to.</param>
    /// <param name="interval">Its <c>publish_interval</c>.</param>
    public static OwnProduct Of(string name, string? freshness = null, string? refersTo = null, string? interval = null)
    {
        var text = $"""
            name: shop.{name}
            owner: shop-team@example.org
            description: A product of a test
            schema:
              - name: id
                type: INTEGER
                required: true
                description: Names the row
            access:
              classification: internal
            {(interval is null ? "" : $"publish_interval: {interval}")}
            {(freshness is null && refersTo is null ? "" : "quality:")}
            {(freshness is null ? "" : $"  freshness_sla: {freshness}")}
            {(refersTo is null ? "" : $"  checks: [ {{ referential: {{ column: id, to: {refersTo}.id }} }} ]")}
            """;
        var result = DescriptorReader.Read(text, name);
        Assert.DoesNotContain(result.Issues, issue => issue.Severity == IssueSeverity.Error);
        return new OwnProduct(result.Descriptor!, text, name);
    }
}
