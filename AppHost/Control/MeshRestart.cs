using System.Globalization;
using MeshStarter.AppHost.Domains;
using MeshStarter.AppHost.Settings;
using MeshStarter.AppHost.Start;

namespace MeshStarter.AppHost.Control;

/// <summary>
/// Answers <c>mesh restart</c>: compiles a service, ends its process, and starts what was built, at the same addresses. A service that does not compile runs on as
/// it is. The others run all the while.
/// </summary>
internal sealed class MeshRestart(
    MeshMap map, MeshSettings settings, ResourceCommandService commands, ResourceNotificationService notifications, TimeProvider time) : IDisposable
{
    private const string StartAgain = "Stop the mesh with Ctrl+C and start it again: dotnet run --project AppHost.";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    // Two builds at a time would write the same files.
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>Whether a service is being restarted.</summary>
    public bool IsInProgress => _turn.CurrentCount == 0;

    /// <summary>Restarts a service.</summary>
    /// <param name="name">The name of a domain, or of a service of the platform.</param>
    /// <param name="write">Writes a line of progress.</param>
    /// <param name="stopping">The mesh stops.</param>
    /// <returns>0 if the service is healthy again, else 1.</returns>
    public async Task<int> RunAsync(string name, Func<string, Task> write, CancellationToken stopping)
    {
        var resource = map.Services.FirstOrDefault(each => each.Resource.Name == name.Replace('_', '-'));
        if (resource is null)
        {
            await write(Refusal(name));
            return 1;
        }

        await _turn.WaitAsync(stopping);
        try
        {
            return await RestartAsync(resource.Resource, write, stopping);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task<int> RestartAsync(ProjectResource resource, Func<string, Task> write, CancellationToken stopping)
    {
        if (map.Postgres is { } postgres && ResourceState.Of(postgres.Resource.Name, notifications).Phase == ResourcePhase.Ended)
        {
            await write(Left(resource, $"postgres has ended, and no service starts without it. {StartAgain}"));
            return 1;
        }

        var project = resource.Annotations.OfType<IProjectMetadata>().Single().ProjectPath;
        await write($"Building {Path.GetRelativePath(settings.Repository, project)}");
        if (await ProjectBuild.CompileAsync(project, write, stopping) is { } problem)
        {
            await write(Left(resource, problem));
            return 1;
        }

        if (IsRunning(resource) && await commands.ExecuteCommandAsync(resource.Name, KnownResourceCommands.StopCommand, stopping) is { Success: false } stop)
        {
            await write($"{resource.Name} was not stopped: {stop.Message}");
            return 1;
        }

        // What was there is started again all the same: a service that is away serves no client.
        var unbuilt = await ProjectBuild.BuildAsync(project, write, stopping);
        var began = time.GetTimestamp();
        if (await commands.ExecuteCommandAsync(resource.Name, KnownResourceCommands.StartCommand, stopping) is { Success: false } start)
        {
            await write($"{resource.Name} was not started: {start.Message}");
            return 1;
        }

        var state = await CompletedAsync(resource, stopping);
        var seconds = time.GetElapsedTime(began).TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
        await write(state.Phase == ResourcePhase.Healthy
            ? $"{resource.Name} healthy after {seconds} s{(unbuilt is null ? "" : $", as it was built before: {unbuilt}")}"
            : $"{resource.Name} {state.Text}. Its output is in {settings.Data.LogOf(resource.Name)}.");
        return state.Phase == ResourcePhase.Healthy && unbuilt is null ? 0 : 1;
    }

    // The state of a process that has just been started may still be that of the one before it.
    private async Task<ResourceState> CompletedAsync(ProjectResource resource, CancellationToken stopping)
    {
        var (began, hasBegun) = (time.GetTimestamp(), false);
        while (true)
        {
            var state = ResourceState.Of(resource.Name, notifications);
            hasBegun |= state.Phase is ResourcePhase.Starting or ResourcePhase.Healthy;
            if (state.Phase == ResourcePhase.Healthy || (state.Phase == ResourcePhase.Ended && hasBegun) || time.GetElapsedTime(began) > Patience)
            {
                return state;
            }

            await Task.Delay(Pause, time, stopping);
        }
    }

    private bool IsRunning(ProjectResource resource) => ResourceState.Of(resource.Name, notifications).Phase is ResourcePhase.Starting or ResourcePhase.Healthy;

    private string Left(ProjectResource resource, string reason) => $"{resource.Name} {(IsRunning(resource) ? "runs on as it was" : "is not started")}: {reason}";

    private string Refusal(string name) =>
        map.Elsewhere.FirstOrDefault(each => each.Domain == name) is { } elsewhere ? $"{name} runs elsewhere, at {elsewhere.Address}: restart its service there."
            : name == map.Postgres?.Resource.Name ? $"All services have their data in postgres. {StartAgain}"
            : DomainFolder.Later(settings).Contains(name, StringComparer.Ordinal) ? $"{name} came after this start. {StartAgain}"
            : settings.AllDomains.Any(domain => domain.Domain == name) ? $"Mesh:Domains leaves {name} out of this start. {StartAgain}"
            : $"There is no service {name}. There are {string.Join(", ", map.Services.Select(resource => resource.Resource.Name.Replace('-', '_')))}.";
}
