using MeshStarter.AppHost.Control;

namespace MeshStarter.EndToEnd.Control;

/// <summary>Builds of a restart.</summary>
public sealed class ProjectBuildTests
{
    [Fact]
    public async Task Build_of_a_project_that_is_gone_has_a_reason()
    {
        var project = Path.Combine(Path.GetTempPath(), $"mesh-missing-{Guid.NewGuid():N}", "Missing.csproj");

        var reason = await ProjectBuild.CompileAsync(project, _ => Task.CompletedTask, CancellationToken.None);

        Assert.StartsWith($"{project} is gone. Start the mesh again", reason, StringComparison.Ordinal);
    }
}
