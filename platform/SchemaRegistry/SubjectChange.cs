namespace MeshStarter.Platform.SchemaRegistry;

/// <summary>A change of the subject that an address names, by one who may write it.</summary>
internal static class SubjectChange
{
    /// <summary>Makes the change in a transaction of the registry, which is committed if the answer is a success.</summary>
    public static Task<IResult> RunAsync(RegistryCall call, Func<SubjectKey, Task<RegistryAnswer>> change) => RequestedSubject.RunAsync(call, async subject =>
    {
        if (call.WriteProblem(subject) is { } forbidden)
        {
            return forbidden;
        }

        await using var transaction = await RegistryTransaction.BeginAsync(call.Connection, call.CancellationToken);
        var answer = await change(subject);
        if (answer.IsSuccess)
        {
            await call.Access.RecordedAsync();
            await transaction.CommitAsync(call.CancellationToken);
        }

        return answer;
    });
}
