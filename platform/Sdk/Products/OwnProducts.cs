using System.Reflection;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Descriptors.Reading;
using MeshStarter.Contracts.Yaml;
using MeshStarter.Platform.Sources.Definitions;

namespace MeshStarter.Sdk.Products;

/// <summary>
/// The products of this service. They are found, not listed: every <c>Products/*/data-product.yaml</c> that the build
/// embedded (<c>domains/Directory.Build.props</c>) is one.
/// </summary>
internal sealed class OwnProducts
{
    private const string Descriptor = "data-product.yaml";
    private const string Source = "source.yaml";
    private const string Pipeline = "pipeline.yaml";

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
            var text = Text(assembly, file)!;
            var result = DescriptorReader.Read(text, file);
            issues.AddRange(result.Issues.Where(issue => issue.Severity == IssueSeverity.Error));
            if (result.Descriptor is not { } descriptor)
            {
                continue;
            }

            var folder = file[..^Descriptor.Length];
            products.Add(new OwnProduct(descriptor, text, file)
            {
                Source = ReadSource(assembly, folder + Source, descriptor, issues),
                HasPipeline = assembly.GetManifestResourceInfo(folder + Pipeline) is not null,
            });
        }

        issues.AddRange(DomainDescriptors.Issues(domain, products.Select(product => new DescriptorPlace(
            product.File, YamlLines.Of(product.Text).Find("name"), product.Descriptor.Name, product.Descriptor.Version.Major))));
        return issues.Count == 0 ? new OwnProducts(domain, products) : throw new DescriptorInvalidException(issues);
    }

    private static SourceDefinition? ReadSource(Assembly assembly, string file, DataProductDescriptor product, List<DescriptorIssue> issues)
    {
        if (Text(assembly, file) is not { } text)
        {
            return null;
        }

        var result = SourceDefinitionReader.Read(text, file, product);
        issues.AddRange(result.Issues.Where(issue => issue.Severity == IssueSeverity.Error));
        return result.Definition;
    }

    private static string? Text(Assembly assembly, string file)
    {
        using var stream = assembly.GetManifestResourceStream(file);
        if (stream is null)
        {
            return null;
        }

        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
