namespace MeshStarter.Architecture.Tests.Rules;

public sealed class ReferenceRuleTests
{
    [Fact]
    public void References_point_only_the_ways_of_the_design() => HouseRule.IsFollowed(ReferenceRule.Violations(Repository.Projects));

    [Theory]
    [InlineData("platform/Contracts", "../Policy/Policy.csproj")]
    [InlineData("platform/Policy", "../Lake/Lake.csproj")]
    [InlineData("platform/DuckDb", "../Lake/Lake.csproj")]
    [InlineData("platform/Lake", "../Sdk/Sdk.csproj")]
    [InlineData("ServiceDefaults", "../platform/Sdk/Sdk.csproj")]
    [InlineData("platform/Catalog", "../Governance/Governance.csproj")]
    [InlineData("platform/IcebergCatalog", "../Catalog/Catalog.csproj")]
    [InlineData("platform/SchemaRegistry", "../IcebergCatalog/IcebergCatalog.csproj")]
    [InlineData("platform/Portal", "..\\QueryProxy\\QueryProxy.csproj")]
    [InlineData("domains/Orders", "../../platform/Contracts/Contracts.csproj")]
    [InlineData("domains/Orders", "../Payments/Payments.csproj")]
    [InlineData("platform/Sdk", "../../AppHost/AppHost.csproj")]
    [InlineData("tests/Sdk.Tests", "../../AppHost/AppHost.csproj")]
    [InlineData("tests/Sdk.Tests", "../Lake.Tests/Lake.Tests.csproj")]
    [InlineData("tests/TestKit", "../../platform/Contracts/Contracts.csproj")]
    [InlineData("benchmarks/Policy.Benchmarks", "../../AppHost/AppHost.csproj")]
    [InlineData("benchmarks/Load", "../../platform/Lake/Lake.csproj")]
    [InlineData("tests/Sdk.Tests", "../../benchmarks/Load/Load.csproj")]
    [InlineData("platform/Newcomer", "../Contracts/Contracts.csproj")]
    public void A_reference_the_other_way_is_found(string room, string reference) => Assert.Single(ReferenceRule.Violations([Made(room, reference)]));

    [Theory]
    [InlineData("platform/Policy", "../Contracts/Contracts.csproj")]
    [InlineData("domains/Shipping", "../../platform/Sdk/Sdk.csproj")]
    [InlineData("AppHost", "../domains/*/*.csproj")]
    [InlineData("benchmarks/Mesh.Benchmarks", "../Load/Load.csproj")]
    [InlineData("tests/EndToEnd", "../../AppHost/AppHost.csproj")]
    [InlineData("tests/Policy.Tests", "../../platform/DuckDb/DuckDb.csproj")]
    [InlineData("tests/Governance.Tests", "../TestKit/TestKit.csproj")]
    public void A_reference_the_right_way_is_not(string room, string reference) => Assert.Empty(ReferenceRule.Violations([Made(room, reference)]));

    private static ProjectFile Made(string room, string reference) => ProjectFile.Parse(
        $"{room}/{room[(room.LastIndexOf('/') + 1)..]}.csproj",
        $"""<Project><ItemGroup><ProjectReference Include="{reference}" /></ItemGroup></Project>""");
}
