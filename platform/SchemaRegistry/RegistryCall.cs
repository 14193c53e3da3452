using System.Globalization;
using System.Text.Json;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Registration;
using MeshStarter.Policy.Decisions;
using MeshStarter.ServiceDefaults.Identity;
using MeshStarter.ServiceDefaults.Json;
using Microsoft.AspNetCore.Http.Features;
using Npgsql;

namespace MeshStarter.Platform.SchemaRegistry;

/// <summary>A call of the registry: who calls, what the caller may do, the request as clients write it, and a connection until it is answered.</summary>
/// <remarks>
/// The connection is closed until a statement or a transaction opens it, and closed again after that. A call that waits for its
/// client's body so holds none of the few connections that all routes share: a body is read outside of transactions.
/// </remarks>
internal sealed class RegistryCall(HttpContext http, NpgsqlConnection connection, RegistryAccess access, CancellationToken cancellationToken)
{
    public HttpContext Http { get; } = http;

    public NpgsqlConnection Connection { get; } = connection;

    public RegistryAccess Access { get; } = access;

    public Principal Principal { get; } = http.User.ToPrincipal();

    /// <summary>Cancelled when the client no longer waits.</summary>
    public CancellationToken CancellationToken { get; } = cancellationToken;

    /// <summary>Makes the call of a handler that takes one.</summary>
    public static ValueTask<RegistryCall?> BindAsync(HttpContext context)
    {
        var services = context.RequestServices;
        var connection = services.GetRequiredService<NpgsqlDataSource>().CreateConnection();
        return ValueTask.FromResult<RegistryCall?>(new RegistryCall(context, connection, services.GetRequiredService<RegistryAccess>(), context.RequestAborted));
    }

    /// <summary>Closes the connection of each call before its answer is written.</summary>
    public static async ValueTask<object?> CloseAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        finally
        {
            foreach (var call in context.Arguments.OfType<RegistryCall>())
            {
                await call.Connection.DisposeAsync();
            }
        }
    }

    /// <summary>Answers about the subject that the address names, whether it is there or not.</summary>
    public async Task<IResult> OfSubjectAsync(Func<SubjectKey, Task<RegistryAnswer>> answer)
    {
        var requested = Segment(2);
        return SubjectName.TryParse(requested, out var name) ? await answer(await ResolveAsync(name)) : RegistryErrors.InvalidSubject(requested);
    }

    /// <summary>Makes a change of what counts for all subjects that set nothing, by one who may operate the registry.</summary>
    public async Task<IResult> ChangeDefaultAsync(Func<Task<RegistryAnswer>> change)
    {
        Access.RequireOperate(Principal);
        await Access.RecordedAsync();
        return await change();
    }

    /// <inheritdoc cref="RegistryAccess.ResolveAsync"/>
    public Task<SubjectKey> ResolveAsync(string subject) => Access.ResolveAsync(Connection, subject, CancellationToken);

    /// <inheritdoc cref="RegistryAccess.SeesAsync"/>
    public Task<bool> SeesAsync(SubjectKey subject) => Access.SeesAsync(Connection, Principal, subject, CancellationToken);

    /// <inheritdoc cref="RegistryAccess.ContractsAsync"/>
    public Task<IReadOnlyDictionary<(string Subject, int Version), ProductDetails?>> ContractsAsync(IReadOnlyCollection<string> subjects) =>
        Access.ContractsAsync(Connection, Principal, subjects, CancellationToken);

    /// <inheritdoc cref="RegistryAccess.RequireWrite"/>
    public void RequireWrite(SubjectKey subject) => Access.RequireWrite(Principal, subject);

    /// <summary>
    /// The part of the path at a place behind the prefix, decoded once: a subject may hold <c>/</c> as <c>%2F</c>, which the
    /// server's own decoding leaves alone and so cannot distinguish from a subject that holds the text <c>%2F</c>.
    /// </summary>
    public string Segment(int place)
    {
        var target = Http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var path = target.Split('?', '#')[0];
        var parts = path.Split('/');
        var prefix = Array.FindIndex(parts, part => string.Equals(part, RegistryEndpoints.Prefix[1..], StringComparison.OrdinalIgnoreCase));
        return prefix >= 0 && prefix + place < parts.Length ? Uri.UnescapeDataString(parts[prefix + place]) : "";
    }

    /// <summary>Whether a query's parameter is true; clients write <c>true</c>, <c>True</c> and <c>False</c>.</summary>
    public bool Flag(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (string.Equals(Http.Request.Query[name], "true", StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A page of a list: <c>offset</c> from 0, and <c>limit</c>, of which a negative one is all.</summary>
    public IEnumerable<T> Page<T>(IEnumerable<T> items)
    {
        var rest = items.Skip(Math.Max(Number("offset") ?? 0, 0));
        return Number("limit") is { } limit and >= 0 ? rest.Take(limit) : rest;
    }

    /// <summary>Reads a version: a number from 1, or <c>latest</c> or -1, which is null.</summary>
    public static bool TryVersion(string text, out int? version)
    {
        version = null;
        if (text is "latest" or "-1")
        {
            return true;
        }

        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < 1)
        {
            return false;
        }

        version = number;
        return true;
    }

    /// <summary>Reads the body's JSON object, whatever the request calls it: clients send octet streams, too. Null where it is none.</summary>
    /// <exception cref="BadHttpRequestException">A text in it cannot be kept.</exception>
    public async Task<JsonElement?> BodyAsync()
    {
        try
        {
            using var document = await JsonDocument.ParseAsync(Http.Request.Body, cancellationToken: CancellationToken);
            StorableJson.Require(document.RootElement);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonRuleException refused)
        {
            throw new BadHttpRequestException("a text that cannot be kept", StatusCodes.Status400BadRequest, refused);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private int? Number(string name) =>
        int.TryParse(Http.Request.Query[name], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
}
