using System.Reflection;
using MeshStarter.Contracts.Descriptors.Reading;
using MeshStarter.Contracts.Yaml;

namespace MeshStarter.Sdk.Products;

/// <summary>
/// The products of this service. They are found, not listed: every <c>Products/*/data-product.yaml</c> that the build
/// embedded (<c>domains/Directory.Build.props</c>) is one.
/// </summary>
internal sealed class OwnProducts
{
    private const string Descriptor = "data-product.yaml";

    /// <summary>Takes products as they are.</summary>
    /// <param name="domain">The domain whose products these are.</param>
    /// <param name="all">The products.</param>
    internal OwnProducts(string domain, IReadOnlyList<OwnProduct> all) => (Domain, All) = (domain, all);

    /// <summary>The domain whose products these are.</summary>
    public string Domain { get; }

    /// <summary>All products, each major version by itself, in the order of their files.</summary>
    public IReadOnlyList<OwnProduct> All { get; }

    /// <summary>Reads the descriptors that an assembly embeds.</summary>
    /// <param name="assembly">The domain's assembly.</param>
    /// <param name="domain">The domain whose service this is; every product must belong to it.</param>
    /// <exception cref="DescriptorInvalidException">A descriptor cannot be read; all issues of all files are named.</exception>
    public static OwnProducts Read(Assembly assembly, string domain)
    {
        List<OwnProduct> products = [];
        List<DescriptorIssue> issues = [];
        foreach (var file in assembly.GetManifestResourceNames().Where(name => name.EndsWith("/" + Descriptor, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var stream = assembly.GetManifestResourceStream(file)!;
            using var reader = new StreamReader(stream);
            var text = reader.ReadToEnd();
            var result = DescriptorReader.Read(text, file);
            issues.AddRange(result.Issues.Where(issue => issue.Severity == IssueSeverity.Error));
            if (result.Descriptor is not { } descriptor)
            {
                continue;
            }

            products.Add(new OwnProduct(descriptor, text, file));
        }

        issues.AddRange(DomainDescriptors.Issues(domain, products.Select(product => new DescriptorPlace(
            product.File, YamlLines.Of(product.Text).Find("name"), product.Descriptor.Name, product.Descriptor.Version.Major))));
        return issues.Count == 0 ? new OwnProducts(domain, products) : throw new DescriptorInvalidException(issues);
    }
}
