using MeshStarter.ServiceDefaults.Identity;
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

    private static async Task<IResult> ListAsync(HttpContext http, NpgsqlDataSource database, RegistryAccess access, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var beginning = SubjectName.Beginning(http.Request.Query["subjectPrefix"]);
        var onlyDeleted = RegistryRequest.Flag(http, "deletedOnly", "deleted_only");
        var deletedToo = RegistryRequest.Flag(http, "deleted");
        var subjects = await VersionTable.SubjectsAsync(connection, cancellationToken);
        var names = await RegistryView.SeenAsync(
            connection, access, http.User.ToPrincipal(), subjects.Where(subject => onlyDeleted ? subject.IsDeleted : deletedToo || !subject.IsDeleted).Select(subject => subject.Name), cancellationToken);
        return RegistryAnswer.Of(RegistryRequest.Page(http, names.Where(name => name.StartsWith(beginning, StringComparison.Ordinal))));
    }

    private static async Task<IResult> VersionsAsync(HttpContext http, NpgsqlDataSource database, RegistryAccess access, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var (subject, versions, error) = await RegistryView.VersionsAsync(connection, access, http, cancellationToken);
        if (error is not null)
        {
            return error;
        }

        var onlyDeleted = RegistryRequest.Flag(http, "deletedOnly", "deleted_only");
        var deletedToo = RegistryRequest.Flag(http, "deleted");
        var wanted = versions.Where(version => onlyDeleted ? version.IsDeleted : deletedToo || !version.IsDeleted).ToList();
        return wanted.Count == 0
            ? RegistryErrors.NoSubject(subject!.Requested)
            : RegistryAnswer.Of(RegistryRequest.Page(http, wanted.Select(version => version.Version)));
    }

    private static async Task<IResult> FindAsync(HttpContext http, NpgsqlDataSource database, RegistryAccess access, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var (subject, version, error) = await RegistryView.VersionAsync(connection, access, http, cancellationToken);
        if (error is not null)
        {
            return error;
        }

        var answer = RegistryView.Describe(subject!.Requested, version!, await RegistryView.FormattedAsync(connection, access, http, version!.Schema, cancellationToken));
        if (subject.Product is not null && await ContractTable.FindAsync(connection, subject.Name, version.Version, cancellationToken) is { } contract)
        {
            answer["metadata"] = RegistryView.Metadata(contract);
        }

        return RegistryAnswer.Of(answer);
    }

    private static async Task<IResult> TextAsync(HttpContext http, NpgsqlDataSource database, RegistryAccess access, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var (_, version, error) = await RegistryView.VersionAsync(connection, access, http, cancellationToken);
        return error ?? RegistryView.Text(await RegistryView.FormattedAsync(connection, access, http, version!.Schema, cancellationToken));
    }

    private static async Task<IResult> ContractAsync(HttpContext http, NpgsqlDataSource database, RegistryAccess access, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var (subject, version, error) = await RegistryView.VersionAsync(connection, access, http, cancellationToken);
        if (error is not null)
        {
            return error;
        }

        return await ContractTable.FindAsync(connection, subject!.Name, version!.Version, cancellationToken) is { } contract
            ? RegistryAnswer.Of(RegistryView.Contract(contract))
            : RegistryAnswer.Error(StatusCodes.Status404NotFound, StatusCodes.Status404NotFound, $"Subject '{subject.Requested}' is no product's: there is no contract alongside its version {version.Version}.");
    }

    private static async Task<IResult> ReferencedByAsync(HttpContext http, NpgsqlDataSource database, RegistryAccess access, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var (subject, version, error) = await RegistryView.VersionAsync(connection, access, http, cancellationToken, deletedToo: true);
        return error ?? RegistryAnswer.Of(RegistryRequest.Page(
            http, await VersionTable.ReferencedByAsync(connection, subject!.Name, [version!.Version], RegistryRequest.Flag(http, "deleted"), cancellationToken)));
    }

    private static async Task<IResult> RegisterAsync(HttpContext http, NpgsqlDataSource database, RegistryAccess access, CancellationToken cancellationToken)
    {
        if (!SubjectName.TryParse(RegistryRequest.Segment(http, 2), out var name))
        {
            return RegistryErrors.InvalidSubject(RegistryRequest.Segment(http, 2));
        }

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var subject = await access.ResolveAsync(connection, name, cancellationToken);
        if (access.WriteProblem(http.User.ToPrincipal(), subject) is { } forbidden)
        {
            return forbidden;
        }

        if (subject.Product is null && ProductSubject.IsOfMajor(name))
        {
            return RegistryErrors.NotPermitted($"Subject '{subject.Requested}' is of the form that products' subjects have, and there is no such product. Register the product first, or choose a name that does not end in _v, digits and -value.");
        }

        var (request, error) = await SchemaRequest.ReadAsync(http, cancellationToken);
        if (error is not null)
        {
            return error;
        }

        await using var transaction = await RegistryTransaction.BeginAsync(connection, cancellationToken);
        SchemaVersion? version;
        try
        {
            (version, var refusal) = await SchemaRegistration.RegisterAsync(connection, access, http.User.ToPrincipal(), subject, request!, RegistryRequest.Flag(http, "normalize"), cancellationToken);
            if (refusal is not null)
            {
                return refusal;
            }
        }
        catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.NumericValueOutOfRange or SequenceLimitExceeded)
        {
            return RegistryErrors.NumbersUsedUp(subject.Requested);
        }

        await access.RecordedAsync();
        await transaction.CommitAsync(cancellationToken);
        var answer = RegistryView.Describe(subject.Requested, version!, version!.Schema.Text);
        answer.Remove("subject");
        return RegistryAnswer.Of(answer);
    }

    private static async Task<IResult> LookUpAsync(HttpContext http, NpgsqlDataSource database, RegistryAccess access, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var (subject, versions, missing) = await RegistryView.VersionsAsync(connection, access, http, cancellationToken);
        if (missing is not null)
        {
            return missing;
        }

        var deletedToo = RegistryRequest.Flag(http, "deleted");
        var wanted = versions.Where(version => deletedToo || !version.IsDeleted).ToList();
        if (wanted.Count == 0)
        {
            return RegistryErrors.NoSubject(subject!.Requested);
        }

        var (request, error) = await SchemaRequest.ReadAsync(http, cancellationToken);
        if (error is not null)
        {
            return error;
        }

        var (schema, invalid) = await ReferencedSchema.ReadAsync(connection, access, http.User.ToPrincipal(), request!, RegistryRequest.Flag(http, "normalize"), cancellationToken);
        if (invalid is not null)
        {
            return invalid;
        }

        var guid = schema!.Guid;
        return wanted.LastOrDefault(version => version.Schema.Guid == guid) is { } found
            ? RegistryAnswer.Of(RegistryView.Describe(subject!.Requested, found, found.Schema.Text))
            : RegistryErrors.NoSchema();
    }
}
