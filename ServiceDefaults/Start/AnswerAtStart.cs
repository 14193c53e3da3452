namespace MeshStarter.ServiceDefaults.Start;

/// <summary>Delays a start until another process answers: a mesh starts all its processes at once.</summary>
internal static class AnswerAtStart
{
    /// <summary>Returns once an address answers with success, or the time is up.</summary>
    /// <param name="client">Sends the requests; its timeout is that of one.</param>
    /// <param name="address">The address.</param>
    /// <param name="limit">The longest wait.</param>
    /// <param name="pause">The time between two requests.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>Whether the address answered.</returns>
    public static async Task<bool> WaitAsync(HttpClient client, Uri address, TimeSpan limit, TimeSpan pause, TimeProvider time, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while (!await AnswersAsync(client, address, cancellationToken))
        {
            if (time.GetElapsedTime(began) >= limit)
            {
                return false;
            }

            await Task.Delay(pause, time, cancellationToken);
        }
        return true;
    }

    private static async Task<bool> AnswersAsync(HttpClient client, Uri address, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (Exception notYet) when (notYet is HttpRequestException || (notYet is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false;
        }
    }
}
