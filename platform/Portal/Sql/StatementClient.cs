using System.Text;
using MeshStarter.Portal.Querying;

namespace MeshStarter.Portal.Sql;

/// <summary>Runs statements at the query proxy as the signed-in persona, by Trino's protocol.</summary>
internal sealed class StatementClient(MeshClient mesh, TimeProvider time)
{
    /// <summary>Begins a statement.</summary>
    /// <param name="persona">The persona.</param>
    /// <param name="sql">The statement.</param>
    /// <param name="purpose">The purpose that it reads for; null or empty for none.</param>
    /// <param name="cancellationToken">Canceled when the reader has left.</param>
    /// <exception cref="ServiceUnavailableException">The proxy does not answer.</exception>
    /// <exception cref="StatementRefusedException">The proxy refuses the request.</exception>
    public Task<StatementPage> BeginAsync(string persona, string sql, string? purpose, CancellationToken cancellationToken) =>
        PageAsync(persona, HttpMethod.Post, "v1/statement", new StringContent(sql, Encoding.UTF8, "text/plain"), cancellationToken, purpose);

    /// <summary>Gets a page; waits up to a second for news.</summary>
    /// <param name="persona">The persona.</param>
    /// <param name="position">The page.</param>
    /// <param name="cancellationToken">Canceled when the reader has left.</param>
    /// <inheritdoc cref="BeginAsync" path="/exception"/>
    public Task<StatementPage> PageAsync(string persona, StatementPosition position, CancellationToken cancellationToken) =>
        PageAsync(persona, HttpMethod.Get, $"v1/statement/{position}", content: null, cancellationToken);

    /// <summary>Stops a query and drops its rows.</summary>
    /// <inheritdoc cref="InputsAsync" path="/param"/>
    public async Task CancelAsync(string persona, string id, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(persona, HttpMethod.Delete, $"v1/query/{id}", content: null, cancellationToken);
    }

    /// <summary>Gets the states of products that a query read, with what was applied; none where the proxy has forgotten the query.</summary>
    /// <param name="persona">The persona.</param>
    /// <param name="id">The query.</param>
    /// <param name="cancellationToken">Canceled when the reader has left.</param>
    /// <exception cref="ServiceUnavailableException">The proxy does not answer.</exception>
    public async Task<IReadOnlyList<QueryInput>> InputsAsync(string persona, string id, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(persona, HttpMethod.Get, $"v1/query/{id}", content: null, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            return [];
        }

        var now = time.GetUtcNow();
        return [.. (await ReadAsync<TrinoQuery>(response, cancellationToken)).Inputs.Select(input => input.ToInput(now))];
    }

    private async Task<StatementPage> PageAsync(string persona, HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken, string? purpose = null)
    {
        using var response = await SendAsync(persona, method, path, content, cancellationToken, purpose);
        return response.IsSuccessStatusCode
            ? (await ReadAsync<TrinoPage>(response, cancellationToken)).ToPage()
            : throw new StatementRefusedException((int)response.StatusCode, await response.ReadProblemAsync(cancellationToken));
    }

    private static Task<T> ReadAsync<T>(HttpResponseMessage response, CancellationToken cancellationToken) => response.ReadJsonAsync<T>(MeshClient.Query, TrinoPage.Json, cancellationToken);

    private async Task<HttpResponseMessage> SendAsync(string persona, HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken, string? purpose = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Add("X-Trino-Source", "mesh-portal");
        request.Headers.Add("X-Trino-Client-Capabilities", "PARAMETRIC_DATETIME");
        if (!string.IsNullOrWhiteSpace(purpose))
        {
            request.Headers.Add("X-Trino-Session", $"purpose={Uri.EscapeDataString(purpose.Trim())}");
        }

        return await mesh.SendAsync(persona, MeshClient.Query, request, cancellationToken, seconds: 30);
    }
}
