using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using MeshStarter.AppHost.Domains;
using MeshStarter.AppHost.Resources;

namespace MeshStarter.EndToEnd.Settings;

/// <summary>The connection strings of sources, each of which one domain gets.</summary>
public sealed class DomainSourcesTests : FolderTests
{
    [Fact]
    public void Source_that_would_get_the_connection_string_of_another_domain_is_refused()
    {
        var (sales, eu) = (Domain("sales", "eu-crm"), Domain("sales_eu", "crm"));

        Assert.Equal(["sales-eu-crm"], DomainSources.ConnectionNames(eu, [sales, eu]));
        Assert.Equal(["sales-eu-crm"], DomainSources.ConnectionNames(sales, [sales]));
        var refused = Assert.ThrowsAny<Exception>(() => DomainSources.ConnectionNames(sales, [sales, eu]));
        Assert.Equal(
            $"{Path.Combine(Folder.Path, "sales", "Products", "Customers", "source.yaml")}: name: eu-crm of domain sales would get ConnectionStrings:sales-eu-crm, which belongs to domain sales_eu. Give the source another name.",
            refused.Message);
    }

    private Given Domain(string name, string source)
    {
        var product = Directory.CreateDirectory(Path.Combine(Folder.Path, name, "Products", "Customers"));
        File.WriteAllText(Path.Combine(product.FullName, "source.yaml"), $"name: {source}\nkind: postgres\ntable: public.customers\n");
        return new Given(name, Path.Combine(Folder.Path, name, "Domain.csproj"));
    }

    private sealed class Given(string domain, string projectPath) : DomainProject(domain, projectPath)
    {
        public override IResourceBuilder<ProjectResource> AddTo(IDistributedApplicationBuilder builder, MeshContext mesh) => throw new NotSupportedException();
    }
}
