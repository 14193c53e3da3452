using MeshStarter.ServiceDefaults.Hosting;

namespace MeshStarter.Sdk.Outbox;

/// <summary>Wakes callers that wait for new events.</summary>
internal sealed class OutboxSignal : WakeSignal;
