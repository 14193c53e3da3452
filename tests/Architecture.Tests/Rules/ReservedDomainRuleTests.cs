using System.Text.RegularExpressions;

namespace MeshStarter.Architecture.Tests.Rules;

public sealed partial class ReservedDomainRuleTests
{
    [Fact]
    public void Words_of_the_platform_are_refused_equally_by_build_and_rules()
    {
        var settings = SettingRule.Names(Source("AppHost/Settings/KnownSettings.cs"));
        Assert.NotEmpty(settings);
        var packages = Repository.Files.Where(file => file.EndsWith(".csproj", StringComparison.Ordinal)).SelectMany(file => PackageId().Matches(Repository.Read(file))).Select(match => match.Groups["id"].Value).ToList();
        Assert.Contains("MeshStarter.Sdk", packages);
        HouseRule.IsFollowed(ReservedDomainRule.Violations(Source("eng/ReservedDomains.props"), Source("platform/Governance/Policies/mesh.yaml"), settings, packages));
    }

    [Fact]
    public void Section_and_name_that_one_list_lacks_are_found() =>
        Assert.Equal(
            [
                "r: names-of-the-platform lacks sdk, which b has. Fix: add it.", "b: mesh is missing, which r has. Fix: add it.",
                "b: storage is missing, a section of the mesh's settings, and no domain may be called so. Fix: name the setting in a section that exists, or add the word to b and r.",
                "b: testing is missing, a package of the mesh. Fix: add it there and to r.",
            ],
            ReservedDomainRule.Violations(
                new SourceFile("b", "<MeshReservedDomains>sdk;source</MeshReservedDomains>"), new SourceFile("r", "check: reserved_domains\n    names: [so_urce, mesh]"), ["Storage:Cache"], ["MeshStarter.Sdk", "MeshStarter.Sdk.Core", "MeshStarter.Testing"]));

    [GeneratedRegex("<PackageId>(?<id>[^<]*)<", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex PackageId();

    private static SourceFile Source(string path) => new(path, Repository.Read(path));
}
