using System.Runtime.InteropServices;

namespace Rathaus.Host.Commands;

/// <summary>Ctrl-C and SIGTERM end a command by cancelling it, so that it can put its things away.</summary>
internal static class Signals
{
    public static IDisposable Cancel(CancellationTokenSource stop)
    {
        void Handle(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.Cancel();
        }

        return new Both(
            PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle));
    }

    private sealed class Both(IDisposable first, IDisposable second) : IDisposable
    {
        public void Dispose()
        {
            first.Dispose();
            second.Dispose();
        }
    }
}
