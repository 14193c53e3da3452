using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace MeshStarter.LocalAppModel.Tests.Modelling;

[Trait("Category", "Quick")]
public sealed class ResourceNameTests
{
    [Theory]
    [InlineData("orders")]
    [InlineData("customer-care-2")]
    [InlineData("A")]
    public void Name_of_letters_digits_and_single_hyphens_is_accepted(string name)
    {
        Assert.Equal(name, new ProjectResource(name).Name);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1orders")]
    [InlineData("-orders")]
    [InlineData("orders-")]
    [InlineData("customer--care")]
    [InlineData("customer_care")]
    [InlineData("café")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void Other_name_is_refused(string name)
    {
        Assert.Throws<ArgumentException>(() => new ProjectResource(name));
    }

    [Fact]
    public void Name_is_taken_regardless_of_case()
    {
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions());
        builder.AddParameter("orders", "x");

        var error = Assert.Throws<DistributedApplicationException>(() => builder.AddContainer("Orders", "image"));

        Assert.Equal("The name 'Orders' is taken by a ParameterResource. Resource names are unique regardless of case.", error.Message);
    }

    [Fact]
    public void Endpoint_name_is_taken_once()
    {
        var box = DistributedApplication.CreateBuilder(new DistributedApplicationOptions()).AddContainer("box", "image").WithHttpEndpoint();

        Assert.Throws<DistributedApplicationException>(() => box.WithHttpEndpoint(port: 1234));
        Assert.True(box.WithHttpEndpoint(name: "second").GetEndpoint("second").Exists);
    }
}
