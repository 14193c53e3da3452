namespace MeshStarter.Platform.SchemaRegistry;

/// <summary>A change of the subject that an address names, by one who may write it.</summary>
internal static class SubjectChange
{
    /// <summary>Makes the change in a transaction of the registry, which is committed if the answer is a success.</summary>
    public static Task<IResult> RunAsync(RegistryCall call, Func<SubjectKey, Task<RegistryAnswer>> change) =>
        RunAsync(call, () => Task.FromResult(true), (subject, _) => change(subject));

    /// <summary>Reads the body of one who may make the change, and makes it as the other overload does.</summary>
    public static Task<IResult> RunAsync<T>(RegistryCall call, Func<Task<T>> read, Func<SubjectKey, T, Task<RegistryAnswer>> change) => call.OfSubjectAsync(async subject =>
    {
        call.RequireWrite(subject);
        // Before the transaction: a slow client delays no other change.
        var body = await read();
        await using var transaction = await RegistryTransaction.BeginAsync(call.Connection, call.CancellationToken);
        var answer = await change(subject, body);
        if (answer.IsSuccess)
        {
            await call.Access.RecordedAsync();
            await transaction.CommitAsync(call.CancellationToken);
        }

        return answer;
    });
}
