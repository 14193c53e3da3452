namespace MeshStarter.Architecture.Tests.Rules;

public sealed class PackageRuleTests
{
    [Fact]
    public void Every_central_version_is_used()
    {
        var shared = Repository.Sources("", ".props").Select(props => ProjectFile.Parse(props.Path.Contains('/', StringComparison.Ordinal) ? props.Path : "./" + props.Path, props.Text));
        HouseRule.IsFollowed(PackageRule.Violations(Repository.Read("Directory.Packages.props"), Repository.Projects.Concat(shared).SelectMany(project => project.Packages)));
    }

    [Fact]
    public void A_version_that_no_one_takes_is_found() => Assert.Contains(
        "no project references Dapper",
        Assert.Single(PackageRule.Violations("""<Project><ItemGroup><PackageVersion Include="Dapper" /><PackageVersion Include="Npgsql" /></ItemGroup></Project>""", ["npgsql"])),
        StringComparison.Ordinal);
}
