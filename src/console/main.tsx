import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
import './styles/index.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { queryClient } from './api/query-client.ts';
import { meQuery } from './api/session.ts';
import { startI18n } from './i18n/index.ts';
import { preloadPage, router } from './router.tsx';
import { AppearanceProvider } from './theme/appearance.tsx';

// What the first page needs is asked for at once, not one after the other.
void queryClient.prefetchQuery(meQuery);
preloadPage();
await startI18n();

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <AppearanceProvider>
        <RouterProvider router={router} />
      </AppearanceProvider>
    </QueryClientProvider>
  </StrictMode>,
);
