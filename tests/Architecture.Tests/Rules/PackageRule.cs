using System.Xml.Linq;

namespace MeshStarter.Architecture.Tests.Rules;

/// <summary>A version that is stated centrally is one that a project takes; the others are left over.</summary>
internal static class PackageRule
{
    public static IReadOnlyList<string> Violations(string versions, IEnumerable<string> used) =>
    [
        .. XDocument.Parse(versions).Descendants("PackageVersion").Select(package => package.Attribute("Include")!.Value)
            .Except(used, StringComparer.OrdinalIgnoreCase)
            .Select(package => $"Directory.Packages.props: no project references {package}. Fix: remove its line."),
    ];
}
