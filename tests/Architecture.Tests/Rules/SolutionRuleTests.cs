namespace MeshStarter.Architecture.Tests.Rules;

public sealed class SolutionRuleTests
{
    private const string Made =
        """
        Project("{2150E333-8FDC-42A3-9474-1A3956D46DE8}") = "platform", "platform", "{1}"
        EndProject
        Project("{9A19103F-16F7-4668-BE54-9A1E7A4F7556}") = "Sdk", "platform\Sdk\Sdk.csproj", "{2}"
        EndProject
        	GlobalSection(NestedProjects) = preSolution
        		{2} = {1}
        """;

    [Fact]
    public void The_solution_holds_every_project() =>
        HouseRule.IsFollowed(SolutionRule.Violations(Repository.Read("MeshStarter.sln"), Repository.Projects.Select(project => project.Path)));

    [Fact]
    public void A_project_that_is_in_it_is_no_violation() => Assert.Empty(SolutionRule.Violations(Made, ["platform/Sdk/Sdk.csproj"]));

    [Fact]
    public void A_project_that_is_not_in_it_is_found() =>
        Assert.Contains("platform/Lake/Lake.csproj: it is not in", Assert.Single(SolutionRule.Violations(Made, ["platform/Sdk/Sdk.csproj", "platform/Lake/Lake.csproj"])), StringComparison.Ordinal);

    [Fact]
    public void A_project_that_is_gone_is_found() =>
        Assert.Contains("there is no platform/Sdk/Sdk.csproj", Assert.Single(SolutionRule.Violations(Made, [])), StringComparison.Ordinal);

    [Fact]
    public void A_project_in_another_solution_folder_is_found() => Assert.Contains(
        "not in the solution folder",
        Assert.Single(SolutionRule.Violations(Made.Replace("{2} = {1}", "", StringComparison.Ordinal), ["platform/Sdk/Sdk.csproj"])),
        StringComparison.Ordinal);

    [Fact]
    public void A_new_domain_needs_no_entry() => Assert.Empty(SolutionRule.Violations(Made, ["platform/Sdk/Sdk.csproj", "domains/Shipping/Shipping.csproj"]));
}
