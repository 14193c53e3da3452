using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace MeshStarter.WholeMesh;

/// <summary>A query and what its first row must be.</summary>
internal sealed record Question(string Sql, Func<JsonElement, bool> IsAnswered);

/// <summary>Asks the mesh as its analyst.</summary>
internal sealed class Answers(HttpClient http, Uri governance, Uri query)
{
    public static Question FirstOrder { get; } = new("SELECT count(*) AS n FROM orders.fact_order_events", row => row.GetProperty("n").GetInt64() > 0);

    public static Question Revenue(Plan plan) => new(
        "SELECT count(*) AS days, CAST(sum(revenue) AS VARCHAR) AS total FROM payments.daily_revenue",
        row => row.GetProperty("days").GetInt64() == plan.Days
            && decimal.TryParse(row.GetProperty("total").GetString(), out decimal total)
            && total == plan.Total);

    /// <summary>False while the mesh does not answer, or answers otherwise.</summary>
    public async Task<bool> GivesAsync(Question question, CancellationToken cancellationToken)
    {
        try
        {
            using var token = await http.PostAsJsonAsync(new Uri(governance, "/dev/token"), new { persona = "analyst" }, cancellationToken);
            if (!token.IsSuccessStatusCode)
                return false;
            var claims = await token.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(query, "/query"));
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", claims.GetProperty("access_token").GetString());
            request.Headers.Accept.ParseAdd("application/x-ndjson");
            request.Content = new StringContent(question.Sql);
            using var response = await http.SendAsync(request, cancellationToken);
            string text = await response.Content.ReadAsStringAsync(cancellationToken);
            return response.IsSuccessStatusCode && text.Split('\n', 2)[0] is { Length: > 0 } row && question.IsAnswered(JsonSerializer.Deserialize<JsonElement>(row));
        }
        catch (Exception silent) when (silent is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
