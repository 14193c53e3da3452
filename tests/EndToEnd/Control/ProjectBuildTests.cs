using MeshStarter.AppHost.Control;

namespace MeshStarter.EndToEnd.Control;

/// <summary>Builds of a restart.</summary>
public sealed class ProjectBuildTests
{
    [Fact]
    public async Task Build_that_cannot_be_started_has_a_reason()
    {
        var project = Path.Combine(Path.GetTempPath(), $"mesh-missing-{Guid.NewGuid():N}", "Missing.csproj");

        var reason = await ProjectBuild.CompileAsync(project, _ => Task.CompletedTask, CancellationToken.None);

        Assert.StartsWith("dotnet cannot be started: ", reason, StringComparison.Ordinal);
    }
}
