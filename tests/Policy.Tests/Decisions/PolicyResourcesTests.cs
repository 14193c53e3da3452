using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Lifecycle;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;
using MeshStarter.Policy.Decisions;
using MeshStarter.Policy.Tests.Cases;

namespace MeshStarter.Policy.Tests.Decisions;

/// <summary>Policy knows the same of a product by the catalog as by the descriptor, and as new as the catalog's answer.</summary>
public sealed class PolicyResourcesTests
{
    [Fact]
    public void Product_of_the_catalog_is_decided_as_its_descriptor_is()
    {
        var descriptor = DecisionCases.All["analyst orders.case_internal"].Product;

        var resource = new PolicyResources().Of(Details(descriptor));

        var (expected, actual) = (PolicyResource.FromDescriptor(descriptor), resource);
        Assert.Equal((expected.Product, expected.Classification), (actual.Product, actual.Classification));
        Assert.Equal(expected.Columns.Select(column => (column.Name, string.Join(' ', column.Tags))), actual.Columns.Select(column => (column.Name, string.Join(' ', column.Tags))));
    }

    [Fact]
    public void Unchanged_contract_is_one_instance_and_a_changed_one_another()
    {
        var resources = new PolicyResources();
        var first = Details(DecisionCases.All["analyst orders.case_internal"].Product);
        var major = first with { Version = ProductVersion.Parse("2.0.0"), Access = new AccessTerms { Classification = Classification.Confidential } };
        var changed = first with { UpdatedAt = first.UpdatedAt.AddTicks(10), Access = new AccessTerms { Classification = Classification.Restricted } };

        Assert.Same(resources.Of(first), resources.Of(first with { }));
        Assert.Equal(Classification.Confidential, resources.Of(major).Classification);
        Assert.Equal(Classification.Internal, resources.Of(first).Classification);
        Assert.Equal(Classification.Restricted, resources.Of(changed).Classification);
    }

    [Fact]
    public void Terms_of_another_version_change_what_is_in_force_without_a_change_of_the_version()
    {
        var resources = new PolicyResources();
        var first = Details(DecisionCases.All["analyst orders.case_public"].Product);
        var stricter = first with { Stricter = [new StricterTerms { Version = ProductVersion.Parse("0.9.0"), Columns = [new TaggedColumn("sku", ["pii"])] }] };
        var tagged = first with { Schema = [.. first.Schema.Select(column => column with { Tags = ["pii"] })] };

        Assert.Empty(resources.Of(first).InForce(DecisionCases.Bundle).Columns[0].Tags);
        Assert.Equal(["pii"], resources.Of(stricter).InForce(DecisionCases.Bundle).Columns[0].Tags);
        Assert.Equal(["pii"], resources.Of(tagged).Columns[0].Tags);
        Assert.Empty(resources.Of(first).InForce(DecisionCases.Bundle).Columns[0].Tags);
        Assert.Same(resources.Of(stricter), resources.Of(stricter with { Stricter = [.. stricter.Stricter] }));
    }

    private static ProductDetails Details(DataProductDescriptor descriptor) => ProductDetails.Of(descriptor, [], DateTimeOffset.UnixEpoch);
}
