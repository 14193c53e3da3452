using Aspire.Hosting.Orchestration;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Executes commands of resources.</summary>
public sealed class ResourceCommandService
{
    private readonly Orchestrator _orchestrator;

    internal ResourceCommandService(Orchestrator orchestrator) => _orchestrator = orchestrator;

    /// <summary>Executes a command; returns when a stop has ended, and when a start has begun.</summary>
    /// <param name="resourceId">The resource's name.</param>
    /// <param name="commandName">One of <see cref="KnownResourceCommands"/>.</param>
    /// <param name="cancellationToken">Cancels the command.</param>
    public async Task<ExecuteCommandResult> ExecuteCommandAsync(string resourceId, string commandName, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var problem = commandName == KnownResourceCommands.StartCommand ? _orchestrator.StartAgain(resourceId)
            : commandName == KnownResourceCommands.StopCommand ? await _orchestrator.StopAsync(resourceId)
            : $"Command '{commandName}' not available for resource '{resourceId}'.";
        return new ExecuteCommandResult { Success = problem is null, Message = problem };
    }
}
