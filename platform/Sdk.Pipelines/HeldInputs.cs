namespace MeshStarter.Sdk.Pipelines;

/// <summary>The inputs that runs of a pipeline share, one after another. Who makes it closes it, however the runs end.</summary>
internal sealed class HeldInputs
{
    /// <summary>The inputs; null where none are open.</summary>
    public SharedInputs? Current { get; private set; }

    /// <summary>Closes those that are held, and opens others in their place.</summary>
    public async Task<SharedInputs> ReplaceAsync(Func<Task<SharedInputs>> openAsync)
    {
        await CloseAsync();
        Current = await openAsync();
        return Current;
    }

    /// <summary>Closes those that are held, if any.</summary>
    public ValueTask CloseAsync()
    {
        var closed = Current;
        Current = null;
        return closed?.DisposeAsync() ?? ValueTask.CompletedTask;
    }
}
