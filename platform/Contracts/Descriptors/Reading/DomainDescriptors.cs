using MeshStarter.Contracts.Products;

namespace MeshStarter.Contracts.Descriptors.Reading;

/// <summary>Checks the descriptors of one domain's service together: each is of a product of the domain, and no two are of one.</summary>
public static class DomainDescriptors
{
    /// <summary>Finds the descriptors that the service would refuse at its start.</summary>
    /// <param name="domain">The domain's name; null where it is not known.</param>
    /// <param name="descriptors">All descriptors of the domain.</param>
    public static IEnumerable<DescriptorIssue> Issues(string? domain, IEnumerable<DescriptorPlace> descriptors)
    {
        ArgumentNullException.ThrowIfNull(descriptors);
        var first = new Dictionary<(DataProductId, int), string>();
        foreach (var (file, line, name, major) in descriptors.OrderBy(descriptor => descriptor.File, StringComparer.Ordinal))
        {
            if (domain is not null && name.Domain != domain)
            {
                yield return Issue(
                    file, line, "domain.own", $"{name} belongs to another domain than {domain}, whose service publishes it.",
                    $"Name it {domain}.{name.Product}, or move its folder to domain {name.Domain}.");
            }

            if (!first.TryAdd((name, major), file))
            {
                yield return Issue(
                    file, line, "name.unique", $"{name}@{major} is in {first[(name, major)]} already.",
                    "Give each product a name of its own; the major versions of one have their own number in version.");
            }
        }
    }

    private static DescriptorIssue Issue(string file, int line, string rule, string message, string fix) => new(file, line, "name", rule, message, fix, IssueSeverity.Error);
}
