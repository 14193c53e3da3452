using Npgsql;

namespace MeshStarter.Platform.SchemaRegistry;

/// <summary>Subjects and their versions.</summary>
internal static class SubjectEndpoints
{
    // SQLSTATE of nextval() on a sequence at its end.
    private const string SequenceLimitExceeded = "2200H";

    public static void MapSubjects(this RouteGroupBuilder registry)
    {
        registry.MapGet("subjects", ListAsync).WithSummary("The subjects, by name");
        registry.MapGet("subjects/{subject}/versions", VersionsAsync).WithSummary("A subject's versions");
        registry.MapGet("subjects/{subject}/versions/{version}", FindAsync).WithSummary("A version with its schema, and a product's whole contract");
        registry.MapGet("subjects/{subject}/versions/{version}/schema", TextAsync).WithSummary("A version's schema alone");
        registry.MapGet("subjects/{subject}/versions/{version}/contract", ContractAsync).WithSummary("The contract that a version of a product's subject holds");
        registry.MapGet("subjects/{subject}/versions/{version}/referencedby", ReferencedByAsync).WithSummary("The ids of the schemas that use a version's types");
        registry.MapPost("subjects/{subject}/versions", RegisterAsync).WithSummary("Register a schema");
        registry.MapPost("subjects/{subject}", LookUpAsync).WithSummary("Find the version that a schema is");
    }

    private static async Task<IResult> ListAsync(RegistryCall call)
    {
        var beginning = SubjectName.Beginning(call.Http.Request.Query["subjectPrefix"]);
        var onlyDeleted = call.Flag("deletedOnly", "deleted_only");
        var deletedToo = call.Flag("deleted");
        var subjects = await VersionTable.SubjectsAsync(call.Connection, call.CancellationToken);
        var names = await RegistryView.SeenAsync(call, subjects.Where(subject => onlyDeleted ? subject.IsDeleted : deletedToo || !subject.IsDeleted).Select(subject => subject.Name));
        return RegistryAnswer.Of(call.Page(names.Where(name => name.StartsWith(beginning, StringComparison.Ordinal))));
    }

    private static async Task<IResult> VersionsAsync(RegistryCall call)
    {
        var (subject, versions) = await RegistryView.PlacesAsync(call);
        var onlyDeleted = call.Flag("deletedOnly", "deleted_only");
        var deletedToo = call.Flag("deleted");
        var wanted = versions.Where(version => onlyDeleted ? version.IsDeleted : deletedToo || !version.IsDeleted).ToList();
        return wanted.Count == 0
            ? RegistryErrors.NoSubject(subject.Requested)
            : RegistryAnswer.Of(call.Page(wanted.Select(version => version.Version)));
    }

    private static async Task<IResult> FindAsync(RegistryCall call)
    {
        var (subject, version, contract) = await RegistryView.VersionAsync(call);
        var answer = RegistryView.Describe(subject.Requested, version, await RegistryView.FormattedAsync(call, version.Schema));
        if (contract is not null)
        {
            answer["metadata"] = RegistryView.Metadata(contract);
        }

        return RegistryAnswer.Of(answer);
    }

    private static async Task<IResult> TextAsync(RegistryCall call)
    {
        var (_, version, _) = await RegistryView.VersionAsync(call);
        return RegistryView.Text(await RegistryView.FormattedAsync(call, version.Schema));
    }

    private static async Task<IResult> ContractAsync(RegistryCall call)
    {
        var (subject, version, contract) = await RegistryView.VersionAsync(call);
        return contract is not null
            ? RegistryAnswer.Of(RegistryView.Contract(contract))
            : RegistryAnswer.Error(StatusCodes.Status404NotFound, StatusCodes.Status404NotFound, $"Subject '{subject.Requested}' is no product's: there is no contract alongside its version {version.Version}.");
    }

    private static async Task<IResult> ReferencedByAsync(RegistryCall call)
    {
        var (subject, version, _) = await RegistryView.VersionAsync(call, deletedToo: true);
        return RegistryAnswer.Of(call.Page(await VersionTable.ReferencedByAsync(call.Connection, subject.Name, [version.Version], call.Flag("deleted"), call.CancellationToken)));
    }

    private static async Task<IResult> RegisterAsync(RegistryCall call)
    {
        if (!SubjectName.TryParse(call.Segment(2), out var name))
        {
            return RegistryErrors.InvalidSubject(call.Segment(2));
        }

        var subject = await call.ResolveAsync(name);
        call.RequireWrite(subject);
        if (subject.Product is null && ProductSubject.IsOfMajor(name))
        {
            return RegistryErrors.NotPermitted($"Subject '{subject.Requested}' is of the form that products' subjects have, and there is no such product. Register the product first, or choose a name that does not end in _v, digits and -value.");
        }

        var request = await SchemaRequest.ReadAsync(call);
        await using var transaction = await RegistryTransaction.BeginAsync(call.Connection, call.CancellationToken);
        SchemaVersion version;
        try
        {
            version = await SchemaRegistration.RegisterAsync(call, subject, request, call.Flag("normalize"));
        }
        catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.NumericValueOutOfRange or SequenceLimitExceeded)
        {
            return RegistryErrors.NumbersUsedUp(subject.Requested);
        }

        await call.Access.RecordedAsync();
        await transaction.CommitAsync(call.CancellationToken);
        var answer = RegistryView.Describe(subject.Requested, version, version.Schema.Text);
        answer.Remove("subject");
        return RegistryAnswer.Of(answer);
    }

    private static async Task<IResult> LookUpAsync(RegistryCall call)
    {
        var (subject, versions) = await RegistryView.VersionsAsync(call);
        var deletedToo = call.Flag("deleted");
        var wanted = versions.Where(version => deletedToo || !version.IsDeleted).ToList();
        if (wanted.Count == 0)
        {
            return RegistryErrors.NoSubject(subject.Requested);
        }

        var request = await SchemaRequest.ReadAsync(call);
        var isRequested = call.Flag("normalize");
        var schema = await ReferencedSchema.ReadAsync(call, request, isRequested);
        if (!isRequested && await SettingTable.NormalizesAsync(call.Connection, subject, call.CancellationToken) && Find(schema) is null)
        {
            // What was registered before the setting is found as it was written.
            schema = await ReferencedSchema.ReadAsync(call, request, normalize: true);
        }

        return Find(schema) is { } found ? RegistryAnswer.Of(RegistryView.Describe(subject.Requested, found, found.Schema.Text))
            : RegistryErrors.NoSchema();

        SchemaVersion? Find(ReferencedSchema searched) => wanted.LastOrDefault(version => version.Schema.Guid == searched.Guid);
    }
}
