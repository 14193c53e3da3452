namespace MeshStarter.Platform.SchemaRegistry;

/// <summary>A change of what counts for all subjects that set nothing, by one who may operate the registry.</summary>
internal static class DefaultChange
{
    /// <summary>Makes the change.</summary>
    public static async Task<IResult> RunAsync(RegistryCall call, Func<Task<RegistryAnswer>> change)
    {
        if (call.Access.OperateProblem(call.Principal) is { } forbidden)
        {
            return forbidden;
        }

        await call.Access.RecordedAsync();
        return await change();
    }
}
