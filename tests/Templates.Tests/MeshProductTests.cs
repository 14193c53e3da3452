using System.Text.Json;
using MeshStarter.Contracts;
using MeshStarter.Policy;
using MeshStarter.Templates.Tests.Stamping;

namespace MeshStarter.Templates.Tests;

public sealed class MeshProductTests(StampedMesh mesh) : IClassFixture<StampedMesh>
{
    private const string Descriptor = "domains/CustomerCare/Products/FactTickets/data-product.yaml";

    private static readonly string[] Expected =
    [
        "domains/CustomerCare/CustomerCare.csproj",
        "domains/CustomerCare/Migrations/0001_create_operations.sql",
        "domains/CustomerCare/Operations/Entry.cs",
        "domains/CustomerCare/Operations/EntryBook.cs",
        "domains/CustomerCare/Operations/NewEntry.cs",
        "domains/CustomerCare/Operations/OperationsEndpoints.cs",
        "domains/CustomerCare/Operations/OperationsServices.cs",
        "domains/CustomerCare/Products/FactTickets/FactTicketsRow.cs",
        Descriptor,
        "domains/CustomerCare/Program.cs",
        "domains/CustomerCare/Properties/launchSettings.json",
        "domains/CustomerCare/README.md",
        "domains/CustomerCare/Simulator/EntrySimulator.cs",
    ];

    [Fact]
    [Trait("Category", "Quick")]
    public void Stamp_is_one_folder_and_no_other_edit()
    {
        Assert.Equal(Expected, mesh.After.Keys.Except(mesh.Before.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal));
        Assert.Equal(mesh.Before, mesh.After.Where(file => mesh.Before.ContainsKey(file.Key)).ToDictionary());
    }

    [Fact]
    [Trait("Category", "Quick")]
    public void Stamped_files_keep_no_placeholder() => Assert.DoesNotContain(
        Expected,
        file => new[] { "DomainName", "domain_name", "ProductName", "product_name", "owner@company.com", "localhost:5199" }.Any(placeholder => mesh.After[file].Contains(placeholder, StringComparison.Ordinal)));

    // Governance calls a domain's owner so; see PersonaTokenTests.
    [Fact]
    public void Stamped_readme_says_who_sees_the_product_whole() =>
        Assert.Contains("\"persona\":\"customer_care-owner\"", mesh.After["domains/CustomerCare/README.md"], StringComparison.Ordinal);

    [Fact]
    [Trait("Category", "Quick")]
    public void Stamped_descriptor_keeps_every_rule_of_the_mesh()
    {
        const string Bundle = "platform/Governance/Policies/mesh.yaml";
        var read = DescriptorReader.Read(mesh.After[Descriptor], Descriptor);
        Assert.Empty(read.Issues);
        Assert.Equal("customer_care.fact_tickets", read.Descriptor!.Name.ToString());
        Assert.Equal("customer_care-team@company.com", read.Descriptor.Owner);
        Assert.Empty(DescriptorLint.Check(PolicyBundle.Parse(mesh.After[Bundle], Bundle), read.Descriptor));
    }

    [Fact]
    public async Task App_host_builds_the_stamped_domain_too()
    {
        var asked = (await mesh.DotNetAsync("msbuild", "AppHost/AppHost.csproj", "-getItem:ProjectReference")).Succeeded();
        using var items = JsonDocument.Parse(asked.Output);
        var references = items.RootElement.GetProperty("Items").GetProperty("ProjectReference").EnumerateArray()
            .Select(item => Path.GetRelativePath(mesh.Folder, item.GetProperty("FullPath").GetString()!).Replace('\\', '/'));
        Assert.Contains("domains/CustomerCare/CustomerCare.csproj", references);
    }

    [Fact]
    public async Task Stamped_domain_builds_under_the_rules_of_the_house()
    {
        // The rooms of the house that it is built on are there as their own build made them.
        (await mesh.DotNetAsync("build", "domains/CustomerCare", "--configuration", RepositoryCopy.Configuration, "--no-dependencies", "-v", "q", "--nologo", "-nodeReuse:false")).Succeeded();
    }

    [Fact]
    public async Task Second_stamp_of_a_domain_is_refused_and_changes_nothing()
    {
        var again = await mesh.NewAsync("mesh-product", "--domain", "customer_care", "--product", "fact_calls");
        Assert.NotEqual(0, again.ExitCode);
        Assert.Equal(mesh.After, mesh.Read());
    }

    [Theory]
    [InlineData("--domain", "shipping")]
    [InlineData("--product", "parcels")]
    public async Task Stamp_without_a_name_is_refused(string option, string value)
    {
        var refused = await mesh.NewAsync("mesh-product", option, value);
        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains(option == "--domain" ? "--product" : "--domain", refused.Output, StringComparison.Ordinal);
    }

    // The folder leads back to the domain's name: the AppHost knows a domain by its folder alone.
    [Theory]
    [InlineData("shipping", "parcels", "domains/Shipping/Products/Parcels", "shipping.parcels")]
    [InlineData("Customer-Care", "Fact-Tickets", "domains/CustomerCare/Products/FactTickets", "customer_care.fact_tickets")]
    [InlineData("x_ray_2", "b2b_sales", "domains/Xray2/Products/B2bSales", "xray2.b2b_sales")]
    public async Task Names_are_written_the_way_their_place_wants(string domain, string product, string folder, string name)
    {
        var files = await mesh.StampAsideAsync("--domain", domain, "--product", product, "--owner", "people@example.org");
        var read = DescriptorReader.Read(files[folder + "/data-product.yaml"], "data-product.yaml");
        Assert.Empty(read.Issues);
        Assert.Equal((name, "people@example.org"), (read.Descriptor!.Name.ToString(), read.Descriptor.Owner));
        Assert.Contains($"domains/{folder.Split('/')[1]}/{folder.Split('/')[1]}.csproj", files.Keys);
    }
}
