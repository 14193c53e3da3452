namespace MeshStarter.Platform.SchemaRegistry;

/// <summary>The subject that an address names.</summary>
internal static class RequestedSubject
{
    /// <summary>Answers requests about it, whether it is there or not.</summary>
    public static async Task<IResult> RunAsync(RegistryCall call, Func<SubjectKey, Task<RegistryAnswer>> answer)
    {
        var requested = call.Segment(2);
        return SubjectName.TryParse(requested, out var name) ? await answer(await call.ResolveAsync(name)) : RegistryErrors.InvalidSubject(requested);
    }
}
