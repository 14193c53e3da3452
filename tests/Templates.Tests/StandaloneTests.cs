using System.Xml.Linq;
using MeshStarter.Templates.Tests.Stamping;

namespace MeshStarter.Templates.Tests;

/// <summary>The stamp of a repository of its own; its build on packages is tested with a mesh.</summary>
[Collection(StampedMeshCollection.Name)]
public sealed class StandaloneTests(StampedMesh mesh)
{
    private static readonly string[] OfTheRepository =
    [
        ".config/dotnet-tools.json", ".github/workflows/domain.yml", ".gitignore", "CustomerCare.slnx", "Directory.Build.props", "NuGet.config", "README.md",
        "docs/schemas/data-product.json", "docs/schemas/pipeline.json", "docs/schemas/source.json", "domains/CustomerCare/appsettings.Development.json", "packages/README.md",
    ];

    [Fact]
    [Trait("Category", "Quick")]
    public async Task Stamp_is_a_repository_with_the_files_of_a_domain_in_the_versions_of_this_one()
    {
        var stamped = await mesh.StampAsideAsync("--standalone", "--domain", "customer_care", "--product", "fact_tickets", "--packages", "../shared & kept");
        var inTheTree = mesh.After.Keys.Except(mesh.Before.Keys, StringComparer.Ordinal);

        Assert.Equal(OfTheRepository.Concat(inTheTree).Order(StringComparer.Ordinal), stamped.Keys.Order(StringComparer.Ordinal));
        Assert.All(stamped, file => Assert.All(
            (string[])["DomainName", "domain_name", "ProductName", "product_name", "localhost:5199", "mesh-packages-folder", "#if", "#endif", "platform/"],
            placeholder => Assert.DoesNotContain(placeholder, file.Value, StringComparison.Ordinal)));
        Assert.Equal("../shared & kept", XDocument.Parse(stamped["NuGet.config"]).Descendants("add").Single().Attribute("value")!.Value);

        var version = XDocument.Parse(mesh.Before["Directory.Build.props"]).Descendants("Version").Single().Value;
        Assert.Equal(version, XDocument.Parse(stamped["Directory.Build.props"]).Descendants("MeshStarterVersion").Single().Value);
        Assert.Contains($"\"version\": \"{version}\"", stamped[".config/dotnet-tools.json"], StringComparison.Ordinal);
        Assert.Contains("\"standalone\": true", stamped["domains/CustomerCare/Products/FactTickets/.mesh-template.json"], StringComparison.Ordinal);
        var central = XDocument.Parse(mesh.Before["Directory.Packages.props"]).Descendants("PackageVersion")
            .ToDictionary(package => package.Attribute("Include")!.Value, package => package.Attribute("Version")!.Value, StringComparer.Ordinal);
        var projects = stamped.Where(file => file.Key.EndsWith(".csproj", StringComparison.Ordinal)).SelectMany(file => XDocument.Parse(file.Value).Descendants("PackageReference")).ToList();
        Assert.Equal(7, projects.Count);
        Assert.Empty(NamedSchemas.Problems(stamped.Keys, stamped));
        Assert.All(stamped.Keys.Where(file => file.StartsWith("docs/schemas/", StringComparison.Ordinal)), file => Assert.Equal(mesh.Before[file], stamped[file]));
        Assert.All(projects, package => Assert.Equal(central.GetValueOrDefault(package.Attribute("Include")!.Value, "$(MeshStarterVersion)"), package.Attribute("Version")!.Value));
    }

    [Fact]
    public async Task Service_of_its_own_gets_the_connection_string_of_its_source_itself()
    {
        var stamped = await mesh.StampAsideAsync("--standalone", "--domain", "customer_care", "--product", "people", "--source", "postgres");

        var readme = stamped["domains/CustomerCare/README.md"];
        Assert.Contains("to this service, as `ConnectionStrings__customer_care_people_source` in its environment", readme, StringComparison.Ordinal);
        Assert.Contains("The mesh's repository has the pages of `docs/`", readme, StringComparison.Ordinal);
        Assert.DoesNotContain("AppHost", readme, StringComparison.Ordinal);
        Assert.Contains("dotnet mesh source prepare customer_care.people --as customer_care-owner", readme, StringComparison.Ordinal);
        Assert.Contains(", for the AppHost or a service without one\n", stamped["domains/CustomerCare/Products/People/source.yaml"], StringComparison.Ordinal);
    }
}
